" Go's indentation serves.
runtime! indent/go.vim
