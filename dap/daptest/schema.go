package daptest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed schema/debugAdapterProtocol.json
var schemaText []byte

// A schema is the part of JSON schema that the protocol's makes use of. Reading a schema with
// any other keyword fails, so that nothing is passed over in silence.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 oneOrMore          `json:"type"`
	Properties           map[string]*schema `json:"properties"`
	Required             []string           `json:"required"`
	AdditionalProperties json.RawMessage    `json:"additionalProperties"` // true, or a schema
	Items                *schema            `json:"items"`
	Enum                 []string           `json:"enum"`
	AllOf                []*schema          `json:"allOf"`
	OneOf                []*schema          `json:"oneOf"`
	Minimum              *float64           `json:"minimum"`
	Maximum              *float64           `json:"maximum"`
	Format               string             `json:"format"`

	// What follows says nothing about validity; OpenEnum are values among others.
	OpenEnum         []string `json:"_enum"`
	EnumDescriptions []string `json:"enumDescriptions"`
	Title            string   `json:"title"`
	Description      string   `json:"description"`
}

// oneOrMore is a string or a list of strings.
type oneOrMore []string

// UnmarshalJSON implements json.Unmarshaler.
func (o *oneOrMore) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

// definitions are the schema's, by name.
var definitions = sync.OnceValue(func() map[string]*schema {
	var doc struct {
		Schema      string             `json:"$schema"`
		Title       string             `json:"title"`
		Description string             `json:"description"`
		Type        string             `json:"type"`
		Definitions map[string]*schema `json:"definitions"`
	}
	dec := json.NewDecoder(bytes.NewReader(schemaText))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		panic(fmt.Sprintf("reading the protocol's schema: %v", err))
	}
	return doc.Definitions
})

// Validate checks one message against the protocol's schema: its shape as the message that
// it says it is, and that it has no property that the schema does not know. Requests that the
// protocol does not have are checked as plain requests; the arguments of launch and attach,
// and every property named "goawait", are free.
func Validate(message []byte) error {
	var head struct {
		Type, Command, Event string
		Success              bool
	}
	dec := json.NewDecoder(bytes.NewReader(message))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return fmt.Errorf("reading a message: %w", err)
	}
	if err := json.Unmarshal(message, &head); err != nil {
		return fmt.Errorf("reading a message: %w", err)
	}
	var name, plain string
	switch head.Type {
	case "request":
		name, plain = exported(head.Command)+"Request", "Request"
	case "event":
		name = exported(head.Event) + "Event"
	case "response":
		name, plain = exported(head.Command)+"Response", "Response"
		if !head.Success {
			name = "ErrorResponse"
		}
	default:
		return fmt.Errorf("a message has the type %q", head.Type)
	}
	def := definitions()[name]
	if def == nil {
		def = definitions()[plain]
	}
	if def == nil {
		return fmt.Errorf("the protocol has no %s", name)
	}
	v := validation{free: head.Command == "launch" || head.Command == "attach" || head.Command == "restart"}
	v.check(name, value, []*schema{def})
	if len(v.wrong) > 0 {
		return fmt.Errorf("against the schema: %s\nin %s", strings.Join(v.wrong, "; "), message)
	}
	return nil
}

func exported(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// flatten gives the schemas that list comes to without references and allOf.
func flatten(list []*schema) []*schema {
	var flat []*schema
	for _, s := range list {
		if s.Ref != "" {
			def := definitions()[strings.TrimPrefix(s.Ref, "#/definitions/")]
			if def == nil {
				panic("the protocol's schema has no " + s.Ref)
			}
			s = def
		}
		if len(s.AllOf) > 0 {
			flat = append(flat, flatten(s.AllOf)...)
			continue
		}
		if s.Ref != "" {
			flat = append(flat, flatten([]*schema{s})...)
			continue
		}
		flat = append(flat, s)
	}
	return slices.Compact(flat)
}
