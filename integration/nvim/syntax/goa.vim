" Vim syntax file
" Language: goawait (Go with top-level await, cells and magics)

if exists("b:current_syntax")
  finish
endif

runtime! syntax/go.vim
unlet! b:current_syntax

" await and async are operators only where an operand or a construct follows; elsewhere they are names.
syn match goaAwait "\.\@1<!\<await\>\ze\s*[A-Za-z_(<*&\-]"
syn match goaAsync "\.\@1<!\<async\>\ze\s\+\%(func\|for\|with\)\>"
syn match goaWith "\%(\<async\s\)\@6<=\<with\>"
syn keyword goaPackage async nextgroup=goaPackageDot
syn match goaPackageDot "\." contained

" A line that starts with % is a magic, with ! a shell command; name? and name?? ask for documentation.
syn match goaMagic "^\s*%\{1,2}\h\w*" nextgroup=goaMagicArgument
syn match goaMagicArgument "\%(\s\+-\{1,2}\h[a-zA-Z0-9_-]*\|\s\+\%(on\|off\|true\|false\)\>\)*" contained
syn match goaShell "^\s*![^=].*$"
syn match goaHelp "^\s*[A-Za-z_][A-Za-z0-9_.]*??\?\s*$"

" A cell's first line and its title.
syn match goaCell "^// \?%%.*$" contains=goaCellTitle
syn match goaCellTitle "\%(%%\s*\)\@12<=\S.*$" contained

" Outputs by number and by age.
syn match goaOut "\<_\d\+\>\|\<___\?\>\|\<Out\>\ze\["

hi def link goaAwait Keyword
hi def link goaAsync Keyword
hi def link goaWith Keyword
hi def link goaPackage Identifier
hi def link goaMagic Special
hi def link goaMagicArgument Constant
hi def link goaShell Special
hi def link goaHelp Special
hi def link goaCell SpecialComment
hi def link goaCellTitle Title
hi def link goaOut Identifier

let b:current_syntax = "goa"
