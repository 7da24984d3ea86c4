package daptest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// extension is the property in which goawait puts what the protocol has no place for.
const extension = "goawait"

// A validation is one message's.
type validation struct {
	free  bool // the arguments may have properties of any name
	wrong []string
}

func (v *validation) add(path, format string, args ...any) {
	v.wrong = append(v.wrong, path+" "+fmt.Sprintf(format, args...))
}

// check holds value against all the schemas at once: a property is known if any has it.
func (v *validation) check(path string, value any, all []*schema) {
	all = flatten(all)
	for _, s := range all {
		if len(s.Type) > 0 && !slices.ContainsFunc(s.Type, func(t string) bool { return isOf(value, t) }) {
			v.add(path, "is no %s", strings.Join(s.Type, " or "))
			return
		}
		v.checkScalar(path, value, s)
		if len(s.OneOf) > 0 {
			v.checkOneOf(path, value, s.OneOf)
		}
	}
	switch value := value.(type) {
	case map[string]any:
		v.checkObject(path, value, all)
	case []any:
		for i, element := range value {
			v.check(fmt.Sprintf("%s[%d]", path, i), element, collect(all, func(s *schema) *schema { return s.Items }))
		}
	}
}

// checkScalar holds a string or a number against s.
func (v *validation) checkScalar(path string, value any, s *schema) {
	switch value := value.(type) {
	case string:
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, value) {
			v.add(path, "is %q, not one of %s", value, strings.Join(s.Enum, ", "))
		}
	case json.Number:
		n, _ := value.Float64()
		low, high := math.Inf(-1), math.Inf(1)
		switch s.Format {
		case "int32":
			low, high = math.MinInt32, math.MaxInt32
		case "uint32":
			low, high = 0, math.MaxUint32
		case "uint64":
			low = 0
		}
		if s.Minimum != nil {
			low = max(low, *s.Minimum)
		}
		if s.Maximum != nil {
			high = min(high, *s.Maximum)
		}
		if n < low || n > high {
			v.add(path, "is %s, not in [%v, %v]", value, low, high)
		}
	}
}

// checkOneOf wants one alternative to fit. That several fit is let pass: the only ones that
// the protocol has are the arguments of launch and attach, which are alike.
func (v *validation) checkOneOf(path string, value any, alternatives []*schema) {
	var last []string
	for _, s := range alternatives {
		try := validation{free: v.free}
		try.check(path, value, []*schema{s})
		if len(try.wrong) == 0 {
			return
		}
		last = try.wrong
	}
	v.wrong = append(v.wrong, last...)
}

// checkObject holds the properties of an object against those of all schemas.
func (v *validation) checkObject(path string, object map[string]any, all []*schema) {
	described := false
	for _, s := range all {
		described = described || len(s.Properties) > 0
		for _, name := range s.Required {
			if _, ok := object[name]; !ok {
				v.add(path, "has no %s", name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		known := collect(all, func(s *schema) *schema { return s.Properties[name] })
		if len(known) == 0 {
			known = collect(all, additional)
		}
		switch {
		case len(known) > 0:
			v.check(path+"."+name, object[name], known)
		case described && name != extension && !(v.free && strings.Contains(path, ".arguments")):
			v.add(path, "has a property %q, which the schema does not know", name)
		}
	}
}

// additional is the schema of properties without a name of their own.
func additional(s *schema) *schema {
	if len(s.AdditionalProperties) == 0 {
		return nil
	}
	more := new(schema) // of true: anything
	if string(s.AdditionalProperties) != "true" {
		if err := json.Unmarshal(s.AdditionalProperties, more); err != nil {
			panic(fmt.Sprintf("reading the protocol's schema: %v", err))
		}
	}
	return more
}

// collect gives the parts of all that are not nil.
func collect(all []*schema, part func(*schema) *schema) []*schema {
	var parts []*schema
	for _, s := range all {
		if p := part(s); p != nil {
			parts = append(parts, p)
		}
	}
	return parts
}

// isOf tells whether value is of the JSON type named t.
func isOf(value any, t string) bool {
	switch value := value.(type) {
	case nil:
		return t == "null"
	case bool:
		return t == "boolean"
	case string:
		return t == "string"
	case json.Number:
		return t == "number" || t == "integer" && !strings.ContainsAny(string(value), ".eE")
	case []any:
		return t == "array"
	default:
		return t == "object"
	}
}
