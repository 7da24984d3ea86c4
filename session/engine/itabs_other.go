//go:build !linux

package engine

// unifyItabs does nothing where no plugins are loaded.
func unifyItabs(string) error { return nil }

// dynamicSymbols are the names that a plugin shares with others.
func dynamicSymbols(string) ([]string, error) { return nil, nil }
