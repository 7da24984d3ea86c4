// Package native builds what the native lane runs: an engine that can load plugins, and a
// plugin for each compiled cell, both with the person's own Go toolchain.
//
// The engine is this program's own, made anew from sources that the program carries, so that
// it and the plugins are linked from the same compiled packages: plugin.Open takes nothing
// else. It depends on the toolchain and on nothing of the workspace, and all workspaces share
// it. What a cell imports from the workspace's module or from others is listed by the go
// command in the workspace, so that go.mod, go.work, vendor and replace mean what they always
// mean; nothing in the workspace is written. A package is part of the first plugin that
// imports it and is initialised then, as the person would expect of an import. Plugins that
// share a package share its types and its variables.
//
// Packages are compiled once, by `go list -export -buildmode=plugin`, for engine and plugins
// alike. Cells are compiled and linked by the compiler and linker themselves, without the go
// command.
//
// All of it lies in a cache folder, by content, beside the go command's own cache: sources,
// engines and plugins. Several sessions may use one at once.
//
// The package loads no plugin, runs nothing of what it builds, and knows nothing of cells: a
// cell is files of Go. Errors are *Problem where the person can do something about it, and
// *CompileError where a file does not compile.
package native
