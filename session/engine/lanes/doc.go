// Package lanes decides which lane a checked cell may go to.
//
// The instant lane interprets, and what interprets differs from Go in places, some of them
// silent. So it takes a cell only if all of it lies inside a table of constructs that are
// shown, by running programs in both ways, to do what go run does (testdata/same of package
// engine). What the table does not name is refused, with its position, before anything runs.
//
// The package looks at types and trees only. It knows no interpreter, and changes no cell.
package lanes
