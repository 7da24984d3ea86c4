package main

import (
	"context"
	"fmt"
	"os"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/transform"
)

func main() {
	text, _ := os.ReadFile(os.Args[1])
	src := string(text)
	if len(os.Args[1]) > 3 && os.Args[1][len(os.Args[1])-3:] == ".go" {
		src = session.FileCells(os.Args[1], text)[0].Source
	}
	m := imports.New(".")
	c := transform.Check(context.Background(), transform.Parse([]byte(src)), nil, &transform.Env{Autoawait: true, Importer: m, CellNo: 1})
	for _, e := range c.Errors { fmt.Println(e.Msg) }
	fmt.Println(transform.Lower(c, transform.LowerOptions{Package: "cell1"}).Source)
}
