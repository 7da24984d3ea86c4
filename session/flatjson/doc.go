// Package flatjson reads and writes the JSON of messages between processes, with little code.
//
// A cell is a few messages after a pause: none of what handles them is in a cache, and what
// counts is not how fast a loop over many values is but how much memory a first one touches.
// Package encoding/json took half of a short cell's time on its way. Here a struct is a flat table,
// made once, of where its fields are and what they are; one function writes by it and one reads.
//
// It decides nothing about JSON. What it writes is, byte for byte, what encoding/json writes, and
// it reads what encoding/json would: whatever is not plain, such as a field of another kind, a
// key that is not the field's own, an escape by number, or any mistake, it leaves to that package. It knows
// no message, and does no I/O.
package flatjson
