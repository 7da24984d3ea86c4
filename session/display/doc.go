// Package display turns the person's values into what people see: one line of text, and
// children for a tree.
//
// It calls String and Error methods, and nothing else of the person's; a method that panics or
// does not return in time costs its text only. Everything is limited: depth, width, elements,
// time. It never changes a value, keeps none, knows no protocol, and does not guard against
// code that writes to a map while it is shown.
package display
