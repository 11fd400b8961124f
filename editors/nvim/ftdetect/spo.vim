autocmd BufRead,BufNewFile *.spo setfiletype spo
