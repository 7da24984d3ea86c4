package session

import "testing"

func TestIncomplete(t *testing.T) {
	for text, want := range map[string]bool{
		"1 + 1":                         false,
		"x := 1":                        false,
		"x := 1 +":                      true,
		"if true {":                     true,
		"if true {\n}":                  false,
		"async with r := open() {":      true,
		"async with r := open() {\n}":   false,
		"async for v := range ch {":     true,
		"async for v := range ch {\n\t": true,
		"async for v := range ch { }":   false,
		"func f() {\n\tx := `raw":       true,
		"`raw\nstring`":                 false,
		"fmt.Println(":                  true,
		"fmt.Println(1,":                true,
		"fmt.Println(1, 2)":             false,
		"/* a comment":                  true,
		"async func f() int {":          true,
		"await f(":                      true,
		"}":                             false,
		"x := \"not closed":             false,
		"%autoawait":                    false,
	} {
		if got := (&front{}).Incomplete(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}
