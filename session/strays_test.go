package session

import "testing"

// TestStrays writes to an engine's descriptor 2, piece by piece.
func TestStrays(t *testing.T) {
	for _, test := range []struct {
		name   string
		pieces []string
		want   string
	}{
		{"a line", []string{"hello\n"}, "hello\n"},
		{"parts of a line", []string{"pa", "rt ", "of\n", "all"}, "part of\nall"},
		{"what only looks like it", []string{"p", "an", "ic", "ky\n", "go\n"}, "panicky\ngo\n"},
		{"not at the beginning", []string{"a ", "panic: b\n"}, "a panic: b\n"},
		{"death", []string{"last words\npanic: no\n\ngoroutine 1 [running]:\n", "main.f()\n"}, "last words\n"},
		{"death in pieces", []string{"fatal", " error: all is lost\n", "more"}, ""},
		{"a word that was to come", []string{"pan"}, "pan"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			s := &strays{found: func(text string) { got += text }}
			s.Write([]byte("before it was ready\n"))
			s.begin()
			for _, piece := range test.pieces {
				s.Write([]byte(piece))
			}
			s.end()
			if got != test.want {
				t.Errorf("it found %q, want %q", got, test.want)
			}
		})
	}
}
