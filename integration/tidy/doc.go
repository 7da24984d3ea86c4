// Package tidy holds the rules of the house that a test can hold: which package may import
// which, how long a file may grow, that packages and exported names are documented, and that
// no file speaks of the machine it was written on. It has no code outside its tests.
package tidy
