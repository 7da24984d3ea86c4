autocmd BufNewFile,BufRead *.goa setfiletype goa
