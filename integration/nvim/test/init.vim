" What a person's configuration does: the plugin on the runtime path, file types and syntax on.
let s:plugin = expand('<sfile>:p:h:h')
execute 'set runtimepath^=' . fnameescape(s:plugin)
set noswapfile hidden nomore
filetype plugin indent on
syntax on
lua package.path = vim.fn.expand('<sfile>:p:h') .. '/?.lua;' .. package.path
lua if vim.env.GOAWAIT_TEST_CMD then vim.g.goawait = { cmd = vim.split(vim.env.GOAWAIT_TEST_CMD, ' ') } end
runtime plugin/goawait.lua
