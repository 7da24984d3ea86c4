module github.com/goawait/goawait

go 1.26
