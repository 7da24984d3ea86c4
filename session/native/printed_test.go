package native

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPrinted(t *testing.T) {
	for name, want := range map[string]string{
		"*goawait/cells.Docˑ3":                      "*main.Doc",
		"main.F[goawait/cells.fooˑ12]":              "main.F[main.foo]",
		"func(main.Aˑ2, map[string]main.B) pkg.Cˑ2": "func(main.A, map[string]main.B) pkg.Cˑ2",
		"Docˑ3":            "Docˑ3",
		"struct { A int }": "struct { A int }",
	} {
		if got := string(printed([]byte(name), "goawait/cells")); got != want {
			t.Errorf("%q prints as %q, want %q", name, got, want)
		}
	}
}

// TestRename holds that a name that got shorter is still one, also where its length takes two
// bytes and need take one only.
func TestRename(t *testing.T) {
	for _, name := range []string{"*goawait/cells.Docˑ3", strings.Repeat("[]", 52) + "goawait/cells.Doc"} {
		data := []byte{1, byte(len(name))}
		if len(name) > 0x7f {
			data = []byte{1, byte(len(name)) | 0x80, byte(len(name) >> 7)}
		}
		lengths := len(data) - 1
		data = append(data, name...)
		size := len(data)
		rename(data, "goawait/cells")
		n := int(data[1] & 0x7f)
		if lengths == 2 {
			n |= int(data[2]) << 7
		}
		if got, want := string(data[1+lengths:][:n]), string(printed([]byte(name), "goawait/cells")); got != want || len(data) != size {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func TestObjectsOfAnotherForm(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.a")
	for _, text := range []string{"", "!<arch>\n", "\n!\n" + objectMagic, "\n!\n" + objectMagic + strings.Repeat("\x00", 500), "\n!\n" + objectMagic + strings.Repeat("\x41\x42\x03\x04", 500)} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = printNames(file, "goawait/cells") // does not panic
		if now, _ := os.ReadFile(file); !bytes.Equal(now, []byte(text)) {
			t.Errorf("%.20q was changed", text)
		}
	}
}
