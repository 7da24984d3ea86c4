package session

import (
	"errors"
	"go/ast"
)

// Transform has the tree of each cell of the prompt go through fn before it is checked and
// run; see Transformer. Given several times, they are applied in order.
func Transform(name string, fn func(*ast.File) error) EmbedOption {
	return embedOption(func(e *embedding) error {
		if fn == nil {
			return errors.New("the transformer " + name + " is nil")
		}
		e.transformers = append(e.transformers, Transformer{Name: name, Transform: fn})
		return nil
	})
}
