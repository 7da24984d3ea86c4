//go:build !unix

package native

// giveWay does nothing here.
func giveWay(int) {}
