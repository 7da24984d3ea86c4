package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// pack makes the files of the bundle: std.zip with what all systems have in common and an
// index of all packages, and a std_GOOS.zip for each system with what it has of its own.
func pack(libs []*library) (map[string][]byte, error) {
	common := make(map[string][]byte)
	names := make(map[string]string)
	for _, lib := range libs {
		maps.Copy(names, lib.names)
	}
	for path, data := range libs[0].data {
		if !slices.ContainsFunc(libs, func(l *library) bool { return !bytes.Equal(l.data[path], data) }) {
			common[path] = data
		}
	}
	var index strings.Builder
	for _, path := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintln(&index, path, names[path])
	}
	files := make(map[string][]byte)
	var err error
	if files["std.zip"], err = archive(common, index.String()); err != nil {
		return nil, err
	}
	for _, lib := range libs {
		own := maps.Clone(lib.data)
		maps.DeleteFunc(own, func(path string, _ []byte) bool { return common[path] != nil })
		if files["std_"+lib.goos+".zip"], err = archive(own, ""); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// archive makes a zip file whose bytes depend on its content alone.
func archive(entries map[string][]byte, index string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	add := func(name string, content []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = w.Write(content)
		return err
	}
	if index != "" {
		if err := add("index", []byte(index)); err != nil {
			return nil, err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(entries)) {
		if err := add(path+".x", entries[path]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
