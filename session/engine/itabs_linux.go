package engine

import (
	"bufio"
	"debug/elf"
	words "encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"
)

// The runtime makes a table of methods for a pair of an interface and a type when it meets the
// pair first, and takes interfaces for equal, and a type for the one that was asked for, only if
// their tables are one and the same. A plugin brings tables of its own for the pairs that its code
// spells out. Where the runtime had made one before, by fmt asking whether a value is an error
// perhaps, there are two then, and `err.(T)`, `==` and maps say no where they should say yes.
//
// So a plugin that was loaded is made to use the tables that were there before: wherever it holds
// the address of one that is not the runtime's, it gets that of the runtime's.

//go:linkname getitab runtime.getitab
func getitab(inter, typ unsafe.Pointer, canfail bool) unsafe.Pointer

// An itab is the beginning of internal/abi.ITab.
type itab struct {
	inter, typ unsafe.Pointer
	hash       uint32 // of the type, for type switches; 0 in a table that the runtime made
}

const itabSymbol = "go:itab."

// unifyItabs has the plugin that was just loaded from a file use one table for each pair.
func unifyItabs(file string) error {
	f, err := elf.Open(file)
	if err != nil {
		return fmt.Errorf("reading a plugin: %w", err)
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return fmt.Errorf("reading the symbols of a plugin: %w", err)
	}
	section := f.Section(".rela.dyn")
	if section == nil {
		return nil
	}
	relocations, err := section.Data()
	if err != nil {
		return fmt.Errorf("reading the relocations of a plugin: %w", err)
	}
	var at mapping
	for ; len(relocations) >= 24; relocations = relocations[24:] {
		symbol := int(words.LittleEndian.Uint64(relocations[8:]) >> 32)
		if symbol == 0 || symbol > len(symbols) || !strings.HasPrefix(symbols[symbol-1].Name, itabSymbol) {
			continue
		}
		if at == nil {
			if at, err = mappingOf(file); err != nil {
				return err
			}
		}
		if err := at.unify(uintptr(words.LittleEndian.Uint64(relocations))); err != nil {
			return err
		}
	}
	return nil
}

// dynamicSymbols are the names that a plugin shares with others.
func dynamicSymbols(file string) ([]string, error) {
	f, err := elf.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading a plugin: %w", err)
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return nil, fmt.Errorf("reading the symbols of a plugin: %w", err)
	}
	names := make([]string, len(symbols))
	for i := range symbols {
		names[i] = symbols[i].Name
	}
	return names, nil
}

// A mapping is where the parts of a file are in memory, by address.
type mapping []part

type part struct {
	from, to uintptr
	writable bool
}

func mappingOf(file string) (mapping, error) {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	text, err := os.Open("/proc/self/maps")
	if err != nil {
		return nil, fmt.Errorf("finding a plugin in memory: %w", err)
	}
	defer text.Close()
	var m mapping
	for s := bufio.NewScanner(text); s.Scan(); {
		line := s.Text()
		var p part
		var mode string
		if !strings.HasSuffix(line, " "+file) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s", &p.from, &p.to, &mode); err != nil {
			return nil, fmt.Errorf("finding a plugin in memory: %w", err)
		}
		p.writable = strings.HasPrefix(mode, "rw")
		m = append(m, p)
	}
	if len(m) == 0 {
		return nil, fmt.Errorf("finding a plugin in memory: %s is not there", file)
	}
	return m, nil
}

// unify looks at the table whose address is at an offset of the file's memory.
func (m mapping) unify(offset uintptr) error {
	address := m[0].from + offset
	slot := (*unsafe.Pointer)(unsafe.Add(nil, address))
	var in *part
	for i := range m {
		if m[i].from <= address && address < m[i].to {
			in = &m[i]
		}
	}
	if in == nil || *slot == nil {
		return nil
	}
	own := (*itab)(*slot)
	first := getitab(own.inter, own.typ, true)
	if first == nil || first == *slot {
		return nil
	}
	if made := (*itab)(first); made.hash == 0 {
		made.hash = own.hash
	}
	if !in.writable { // relocations were done, and their place made read-only
		bytes := unsafe.Slice((*byte)(unsafe.Add(nil, in.from)), in.to-in.from)
		if err := syscall.Mprotect(bytes, syscall.PROT_READ|syscall.PROT_WRITE); err != nil {
			return fmt.Errorf("unifying the types of a plugin: %w", err)
		}
		defer func() { _ = syscall.Mprotect(bytes, syscall.PROT_READ) }()
	}
	*slot = first
	return nil
}
