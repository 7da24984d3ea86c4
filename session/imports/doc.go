// Package imports gives the transform the types of the packages that cells import.
//
// The standard library comes from a bundle inside the program, written by the program in
// gen, so that checking needs no toolchain and no build. Package async comes from its own
// embedded sources, or from export data made of the same sources. All else (the workspace's packages, its modules) comes from the export
// data that the person's toolchain makes: `go list -export` runs in the background while
// Import says that the package is pending.
//
// A path has one [types.Package] for the life of an Importer. A package that was loaded is
// not loaded again when its sources change; a package that could not be loaded is tried
// again when that may help.
//
// What a file may import is decided by its module ([Importer.ForFile]), as gopls has it.
//
// The package runs nothing of what is imported, changes no file of the workspace, and adds
// no module to it.
package imports

//go:generate go run ./gen
//go:generate go test -run AsyncExport -update .
