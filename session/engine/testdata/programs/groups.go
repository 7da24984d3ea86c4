package main

import "fmt"

var out string

func say(s string) string { out += s + " "; return s }

var (
	one, two = say("one" + three), say("two")
	three    = say("three" + four)
)

var four = say("four")

var (
	five, six = both(seven)
	seven     = say("seven")
	_         = say("eight" + nine)
	nine      string
	ten       = say("ten")
)

func both(s string) (string, string) {
	nine = "9"
	return say(s + "5"), say(s + "6")
}

var fs = func() []func() string {
	var list []func() string
	for i := range count {
		list = append(list, func() string { return say(fmt.Sprint("f", i)) })
	}
	return list
}()

var count = len(say("abc"))

var (
	pointed = *pointer
	pointer = func() *string { s := say("pointer" + ten); return &s }()
)

func main() {
	fmt.Println(out)
	for _, f := range fs {
		f()
	}
	fmt.Println(out, one, two, three, five, six, nine, pointed)
}
