package prompt_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/prompt"
)

// A fake session echoes cells. A text is incomplete while it has more "{" than "}".
type fake struct {
	t     *testing.T
	cells []string
	p     *prompt.Prompt
}

func (f *fake) Next() int { return len(f.cells) + 1 }

func (f *fake) Incomplete(text string) bool {
	return strings.Count(text, "{") > strings.Count(text, "}")
}

func (f *fake) Run(_ context.Context, text string) (prompt.Shown, error) {
	f.cells = append(f.cells, text)
	n := len(f.cells)
	switch text = strings.TrimSpace(text); {
	case text == "leave":
		return prompt.Shown{}, prompt.ErrLeft
	case strings.HasPrefix(text, "print "):
		io.WriteString(f.p, text[len("print "):])
		return prompt.Shown{Cell: n}, nil
	case text == "raise":
		return prompt.Shown{Cell: n, Error: "raised\n\tfrom here\n"}, nil
	}
	return prompt.Shown{Cell: n, Value: fmt.Sprintf("%q", text)}, nil
}

func (f *fake) Interrupt()                           {}
func (f *fake) Complete(string, int) (int, []string) { return 0, nil }
func (f *fake) History() []string                    { return nil }

// Cells are read from an input that is no terminal as they come.
func TestPlainInput(t *testing.T) {
	for input, want := range map[string]string{
		"":                              "",
		"1":                             "Out[1]: \"1\"\n",
		"1\n2\n\n3\n":                   "Out[1]: \"1\\n2\"\nOut[2]: \"3\"\n",
		"1\n//%% a title\n2\n// %%\n\n": "Out[1]: \"1\"\nOut[2]: \"2\"\n",
		"f {\n\n1\n}\n\n2":              "Out[1]: \"f {\\n\\n1\\n}\"\nOut[2]: \"2\"\n",
		"f {\n\n1\n":                    "Out[1]: \"f {\\n\\n1\"\n",
		"raise\n\nprint a\n\nprint b":   "raised\n\tfrom here\nab",
		"print a\n\n3":                  "a\nOut[2]: \"3\"\n",
		"1\r\n\r\n2\r\n":                "Out[1]: \"1\"\nOut[2]: \"2\"\n",
		"exit\n1":                       "Out[1]: \"exit\\n1\"\n",
		"exit\n\n1":                     "",
		"%quit\n":                       "",
		"1\n\nleave\n\n2":               "Out[1]: \"1\"\n",
		"%%time\n1\n\n2":                "Out[1]: \"%%time\\n1\"\nOut[2]: \"2\"\n",
		"\n\n\n":                        "",
	} {
		var out strings.Builder
		f := &fake{t: t}
		f.p = prompt.New(strings.NewReader(input), &out, f)
		if err := f.p.Run(t.Context()); err != nil {
			t.Errorf("%q: %v", input, err)
		}
		if out.String() != want {
			t.Errorf("%q shows %q, want %q", input, out.String(), want)
		}
	}
}

// What comes behind the word that leaves is for whoever reads next.
func TestTheRestOfTheInputIsLeft(t *testing.T) {
	in := strings.NewReader("1\n\nexit\n\nthe rest")
	f := &fake{t: t}
	f.p = prompt.New(in, io.Discard, f)
	if err := f.p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rest, _ := io.ReadAll(in); string(rest) != "the rest" {
		t.Errorf("%q is left", rest)
	}
}

func TestTheEndOfTheContextLeaves(t *testing.T) {
	in, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	f := &fake{t: t}
	f.p = prompt.New(in, io.Discard, f)
	go cancel(why) // ends at once
	if err := f.p.Run(ctx); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}
