// Package everyday links into a program the types that are not just a name and that people use
// every day: slices, maps, channels and functions of the basic types. Reflection then finds them
// and makes none anew, which would be other types than those that a plugin brings. It has
// nothing but the table.
package everyday

//go:generate go run ./gen
