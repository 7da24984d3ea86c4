package dap

import "testing"

func TestChildExpr(t *testing.T) {
	tests := []struct{ parent, typ, name, want string }{
		{"user", "User", "Login", "user.Login"},
		{"user", "*User", "Login", "user.Login"},
		{"p", "*int", "*", "(*p)"},
		{"list", "[]int", "[3]", "list[3]"},
		{"m", "map[string]int", `"a.b"`, `m["a.b"]`},
		{"m", "map[int]int", "7", "m[7]"},
		{"header", "http.Header", `"Accept"`, `header["Accept"]`},
		{"m", "map[bool]int", "true", ""},
		{"m", "map[point]int", "{1 2}", ""},
		{"m", "map[string]int", `"cut…`, ""},
		{"", "[]int", "[3]", ""},
		{"user", "User", "", ""},
	}
	for _, test := range tests {
		if got := childExpr(&node{expr: test.parent, typ: test.typ}, test.name); got != test.want {
			t.Errorf("%s of %s (%s) is %q, want %q", test.name, test.parent, test.typ, got, test.want)
		}
	}
}
