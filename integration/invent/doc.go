// Package invent makes up Go programs from seeds: typed, without end neither in loops nor in
// calls, and doing the same each time they run. They may panic; each part of a program catches
// that and prints it.
//
// Expressions are made by the generator. Declarations and statements come from the templates in
// templates/, which are data: a construct is added by writing down an example of it. Parts use
// no names of each other, so that many of them make one program, and the part that two lanes
// disagree about can be had alone.
//
// What Go leaves open is not in them: the order of operands where one changes what another
// reads, the order of a map, addresses. Which of several bounds in one statement is exceeded
// first is open as well, and for the comparer to overlook.
//
// The package runs nothing.
package invent
