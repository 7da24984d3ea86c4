package async

// Results2 holds the results of a coroutine that has two besides its error. An await with as
// many left sides takes it apart.
type Results2[A, B any] struct {
	V1 A
	V2 B
}

// Results3 holds three results, see Results2.
type Results3[A, B, C any] struct {
	V1 A
	V2 B
	V3 C
}

// Results4 holds four results, see Results2.
type Results4[A, B, C, D any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
}

// Results5 holds five results, see Results2.
type Results5[A, B, C, D, E any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
	V5 E
}

// Results6 holds six results, see Results2.
type Results6[A, B, C, D, E, F any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
	V5 E
	V6 F
}

// Values returns the results one by one.
func (r Results2[A, B]) Values() (A, B) { return r.V1, r.V2 }

// Values returns the results one by one.
func (r Results3[A, B, C]) Values() (A, B, C) { return r.V1, r.V2, r.V3 }

// Values returns the results one by one.
func (r Results4[A, B, C, D]) Values() (A, B, C, D) { return r.V1, r.V2, r.V3, r.V4 }

// Values returns the results one by one.
func (r Results5[A, B, C, D, E]) Values() (A, B, C, D, E) { return r.V1, r.V2, r.V3, r.V4, r.V5 }

// Values returns the results one by one.
func (r Results6[A, B, C, D, E, F]) Values() (A, B, C, D, E, F) {
	return r.V1, r.V2, r.V3, r.V4, r.V5, r.V6
}

// List returns the results as a list, for lowered code that has no static types.
func (r Results2[A, B]) List() []any { return []any{r.V1, r.V2} }

// List returns the results as a list.
func (r Results3[A, B, C]) List() []any { return []any{r.V1, r.V2, r.V3} }

// List returns the results as a list.
func (r Results4[A, B, C, D]) List() []any { return []any{r.V1, r.V2, r.V3, r.V4} }

// List returns the results as a list.
func (r Results5[A, B, C, D, E]) List() []any { return []any{r.V1, r.V2, r.V3, r.V4, r.V5} }

// List returns the results as a list.
func (r Results6[A, B, C, D, E, F]) List() []any {
	return []any{r.V1, r.V2, r.V3, r.V4, r.V5, r.V6}
}
