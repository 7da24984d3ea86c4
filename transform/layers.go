package transform

import "maps"

// layers is a persistent map: with gives a new one and leaves the old one as it was. It is a
// stack of immutable maps, the newest last, merged so that there are O(log n) of them; a
// lookup asks each.
type layers[K comparable, V any] []map[K]V

func (l layers[K, V]) get(k K) (V, bool) {
	for i := len(l) - 1; i >= 0; i-- {
		if v, ok := l[i][k]; ok {
			return v, true
		}
	}
	var none V
	return none, false
}

// with adds the entries of m, which the caller gives away.
func (l layers[K, V]) with(m map[K]V) layers[K, V] {
	if len(m) == 0 {
		return l
	}
	keep := len(l)
	for size := len(m); keep > 0 && len(l[keep-1]) <= 2*size; keep-- {
		size += len(l[keep-1])
	}
	if keep < len(l) {
		merged := make(map[K]V, len(m))
		for _, layer := range l[keep:] {
			maps.Copy(merged, layer)
		}
		maps.Copy(merged, m)
		m = merged
	}
	out := make(layers[K, V], keep, keep+1)
	copy(out, l[:keep])
	return append(out, m)
}

// all is every key with its newest value.
func (l layers[K, V]) all() map[K]V {
	out := map[K]V{}
	for _, layer := range l {
		maps.Copy(out, layer)
	}
	return out
}
