package lsptest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
)

// check reports where v, decoded JSON, is not of type t. It is strict: a structure has no
// property that the model does not know.
func (m *Model) check(v any, t *typ, path string) error {
	switch t.Kind {
	case "base":
		return checkBase(v, t.Name, path)
	case "reference":
		return m.checkReference(v, t.Name, path)
	case "array":
		list, ok := v.([]any)
		if !ok {
			return mismatch(v, "an array", path)
		}
		for i, e := range list {
			if err := m.check(e, t.Element, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return nil
	case "tuple":
		list, ok := v.([]any)
		if !ok || len(list) != len(t.Items) {
			return mismatch(v, fmt.Sprintf("a tuple of %d", len(t.Items)), path)
		}
		for i, e := range list {
			if err := m.check(e, t.Items[i], fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return nil
	case "or":
		var errs []error
		for _, item := range t.Items {
			err := m.check(v, item, path)
			if err == nil {
				return nil
			}
			errs = append(errs, err)
		}
		return fmt.Errorf("%s fits no alternative: %w", path, errors.Join(errs...))
	case "map":
		return m.checkMap(v, t, path)
	case "stringLiteral":
		var want string
		if json.Unmarshal(t.Value, &want) != nil || v != want {
			return mismatch(v, fmt.Sprintf("the string %q", want), path)
		}
		return nil
	case "literal":
		var s structure
		if err := json.Unmarshal(t.Value, &s); err != nil {
			return err
		}
		return m.checkStructure(v, &s, path)
	}
	return fmt.Errorf("%s: the model has a type of kind %q, which the validator does not know", path, t.Kind)
}

func mismatch(v any, want, path string) error {
	text, _ := json.Marshal(v)
	return fmt.Errorf("%s is %.80s, want %s", path, text, want)
}

// checkBase checks the model's base types.
func checkBase(v any, name, path string) error {
	ok := false
	switch name {
	case "string", "RegExp":
		_, ok = v.(string)
	case "URI", "DocumentUri":
		s, isString := v.(string)
		u, err := url.Parse(s)
		ok = isString && err == nil && u.Scheme != ""
	case "boolean":
		_, ok = v.(bool)
	case "null":
		ok = v == nil
	case "decimal":
		_, ok = v.(json.Number)
	case "integer":
		ok = isInt(v, math.MinInt32, math.MaxInt32)
	case "uinteger":
		ok = isInt(v, 0, math.MaxInt32)
	}
	if !ok {
		return mismatch(v, "a "+name, path)
	}
	return nil
}

func isInt(v any, low, high int64) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	i, err := n.Int64()
	return err == nil && low <= i && i <= high
}

// checkReference checks against a named structure, enumeration or alias.
func (m *Model) checkReference(v any, name, path string) error {
	if name == "LSPAny" || name == "LSPObject" {
		if _, ok := v.(map[string]any); name == "LSPObject" && !ok {
			return mismatch(v, "an object", path)
		}
		return nil
	}
	if s := m.structures[name]; s != nil {
		return m.checkStructure(v, s, path)
	}
	if t := m.aliases[name]; t != nil {
		return m.check(v, t, path)
	}
	e := m.enumerations[name]
	if e == nil {
		return fmt.Errorf("%s: the model has no type %q", path, name)
	}
	if err := m.check(v, e.Type, path); err != nil || e.Custom {
		return err
	}
	text := fmt.Sprint(v)
	for _, known := range e.Values {
		if fmt.Sprint(known.Value) == text {
			return nil
		}
	}
	return mismatch(v, "one of the values of "+name, path)
}

func (m *Model) checkMap(v any, t *typ, path string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return mismatch(v, "a map", path)
	}
	var element typ
	if err := json.Unmarshal(t.Value, &element); err != nil {
		return err
	}
	for key, e := range object {
		if err := m.check(e, &element, path+"."+key); err != nil {
			return err
		}
		if t.Key.Name == "integer" {
			continue // JSON has string keys only
		}
		if err := m.check(key, t.Key, path+" key"); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) checkStructure(v any, s *structure, path string) error {
	object, ok := v.(map[string]any)
	if !ok {
		return mismatch(v, "an object "+s.Name, path)
	}
	known := m.properties(s, nil)
	for _, p := range known {
		e, has := object[p.Name]
		if !has {
			if p.Optional {
				continue
			}
			return fmt.Errorf("%s has no %q, which %s needs", path, p.Name, s.Name)
		}
		if err := m.check(e, p.Type, path+"."+p.Name); err != nil {
			return err
		}
	}
	for name := range object {
		if !slices.ContainsFunc(known, func(p *property) bool { return p.Name == name }) {
			return fmt.Errorf("%s has a %q, which %s does not know", path, name, s.Name)
		}
	}
	return nil
}

// properties appends s's own and inherited properties to list, its own first; those that are
// there already stand.
func (m *Model) properties(s *structure, list []*property) []*property {
	for _, p := range s.Properties {
		if !slices.ContainsFunc(list, func(q *property) bool { return q.Name == p.Name }) {
			list = append(list, p)
		}
	}
	for _, parent := range slices.Concat(s.Extends, s.Mixins) {
		if base := m.structures[parent.Name]; base != nil {
			list = m.properties(base, list)
		}
	}
	return list
}

// decode decodes JSON with its numbers as they are written.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}
