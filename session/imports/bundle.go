package imports

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
)

//go:embed bundle/std.zip
var commonBundle string

// standard is the bundle: the export data of the standard library's packages, compressed one
// by one, and their names.
var standard = sync.OnceValue(openStandard)

type bundle struct{ files map[string]*zip.File }

func openStandard() *bundle {
	b := &bundle{files: make(map[string]*zip.File)}
	for _, archive := range []string{commonBundle, systemBundle} {
		z, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
		if err != nil {
			panic(fmt.Sprintf("reading the embedded standard library: %v", err)) // cannot happen: it is part of the program
		}
		for _, f := range z.File {
			b.files[f.Name] = f
		}
	}
	return b
}

// has reports whether path is a package of the bundle.
func (b *bundle) has(path string) bool { return b.files[path+".x"] != nil }

// read returns an entry; nil if there is none.
func (b *bundle) read(name string) ([]byte, error) {
	f := b.files[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content := make([]byte, f.UncompressedSize64)
	_, err = io.ReadFull(r, content)
	return content, err
}

// preferred are the packages that a name means where several have it.
var preferred = map[string]string{
	"pprof":    "runtime/pprof",
	"rand":     "math/rand",
	"scanner":  "text/scanner",
	"template": "text/template",
}

// byName is the import path of each package name of the standard library.
var byName = sync.OnceValue(func() map[string]string {
	names := map[string]string{"unsafe": "unsafe"}
	index, err := standard().read("index")
	if err != nil {
		panic(fmt.Sprintf("reading the embedded standard library: %v", err)) // cannot happen: it is part of the program
	}
	for line := range strings.Lines(string(index)) {
		if path, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && standard().has(path) {
			if _, taken := preferred[name]; !taken || preferred[name] == path {
				names[name] = path
			}
		}
	}
	return names
})
