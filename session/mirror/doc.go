// Package mirror shows a running program's own types to the type checker: it makes go/types
// types of reflect types, with their package paths, fields, methods and all the types that
// those mention, so that cells inside the program know `db.QueryContext(…)` and the methods of
// the program's own structs without a line of its source.
//
// Types of the standard library are the importer's, so that they are identical to those that a
// cell names by itself. All others are made here, once a Mirror. An instance of a generic type
// is a type of its own without parameters: reflection does not tell what it is an instance of.
//
// It reads no values, holds no session, and knows nothing of how cells are executed; what it
// gives an engine is a table of symbols for each package.
package mirror
