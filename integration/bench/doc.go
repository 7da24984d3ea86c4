// Bench measures goawait beside IPython in one run, turn by turn, so that both meet the same
// machine: the round trip of a cell over DAP beside IPykernel's execute_request, cold start to
// the first value beside ipython3, a keystroke to its diagnostics over LSP, and an interrupt to
// the reply in every state that a cell can be in; and small programs in the lane auto beside the same program
// built with the go command, in Python, and in the interpreter alone. It prints Markdown tables with medians, spreads
// and ratios, and how noisy the machine was meanwhile.
//
// It judges nothing: it ends with an error only if something could not be measured or gave a
// wrong answer.
package main
