// Package native runs cells of the native lane from end to end: the goawait program, the person's
// toolchain, an engine that it builds, plugins. It has tests only.
package native
