package lsp

import (
	"hash/maphash"

	"github.com/goawait/goawait/transform"
)

// A scope is what a cell sees while a chain is walked from the top: the session's names and,
// over them, what the cells above give.
//
// Most cells of a walk only ask what a few names mean. Their namespace, which is what a check
// needs, is made only where a check is due, from the nearest one known.
type scope struct {
	sessionView
	above *[]cell // the cells passed so far
	same  bool    // everything up to here is as it was when the cells were checked last

	names   map[string]*transform.Name // what the first named cells above give; nil until asked for
	dotted  []*transform.Name          // their dot imports
	sum     uint64                     // of the hashes of names
	named   int
	built   *transform.Namespace // the namespace below the first builtTo cells
	builtTo int
}

// lookup gives what a name means, or nil.
func (sc *scope) lookup(name string) *transform.Name {
	sc.index()
	if n := sc.names[name]; n != nil {
		return n
	}
	return sc.Names.Lookup(name)
}

// dots gives the dot imports of the cells above, in order. They bring names that lookup does
// not know.
func (sc *scope) dots() []*transform.Name {
	sc.index()
	return sc.dotted
}

// index takes in the cells that were passed since the last time.
func (sc *scope) index() {
	if sc.names == nil {
		sc.names = map[string]*transform.Name{}
	}
	for ; sc.named < len(*sc.above); sc.named++ {
		for _, n := range (*sc.above)[sc.named].given {
			if n.Name == "." {
				sc.dotted = append(sc.dotted[:len(sc.dotted):len(sc.dotted)], n)
			} else {
				if sc.names[n.Name] == nil {
					sc.sum += maphash.String(nameSeed, n.Name)
				}
				sc.names[n.Name] = n
			}
		}
	}
}

var nameSeed = maphash.MakeSeed()

// digest tells sets of names that the cells above give from one another. It is not 0.
func (sc *scope) digest() uint64 {
	sc.index()
	return sc.sum | 1
}

// know tells the scope that ns is the namespace here; nil tells it nothing.
func (sc *scope) know(ns *transform.Namespace) {
	if ns != nil {
		sc.built, sc.builtTo = ns, len(*sc.above)
	}
}

// known gives the namespace here if it was made, else nil.
func (sc *scope) known() *transform.Namespace {
	if sc.built != nil && sc.builtTo == len(*sc.above) {
		return sc.built
	}
	return nil
}

// namespace makes the namespace here.
func (sc *scope) namespace() *transform.Namespace {
	if sc.built == nil {
		// What may be the nil namespace is made another, so that nil can mean unknown.
		sc.built, sc.builtTo = sc.Names.With(&transform.Checked{}), 0
	}
	var given []*transform.Name
	for _, c := range (*sc.above)[sc.builtTo:] {
		given = append(given, c.given...)
	}
	sc.built, sc.builtTo = sc.built.With(&transform.Checked{Defines: given}), len(*sc.above)
	return sc.built
}
