package lsptest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/goawait/goawait/lsp"
)

// A Model is the meta model of LSP with this project's extensions merged in. It is immutable.
type Model struct {
	requests      map[string]*method
	notifications map[string]*method
	structures    map[string]*structure
	enumerations  map[string]*enumeration
	aliases       map[string]*typ
	commands      map[string]*typ // executeCommand's one argument, by command
}

// The following mirror the meta model's JSON, as far as a validator needs it.
type (
	metaModel struct {
		Requests      []*method      `json:"requests"`
		Notifications []*method      `json:"notifications"`
		Structures    []*structure   `json:"structures"`
		Enumerations  []*enumeration `json:"enumerations"`
		TypeAliases   []*alias       `json:"typeAliases"`
		Commands      []*command     `json:"commands"` // the extension model's own
	}
	method struct {
		Method    string `json:"method"`
		Direction string `json:"messageDirection"`
		Params    *typ   `json:"params"`
		Result    *typ   `json:"result"`
		ErrorData *typ   `json:"errorData"`
	}
	structure struct {
		Name       string      `json:"name"`
		Properties []*property `json:"properties"`
		Extends    []*typ      `json:"extends"`
		Mixins     []*typ      `json:"mixins"`
	}
	property struct {
		Name     string `json:"name"`
		Type     *typ   `json:"type"`
		Optional bool   `json:"optional"`
	}
	enumeration struct {
		Name   string `json:"name"`
		Type   *typ   `json:"type"`
		Custom bool   `json:"supportsCustomValues"`
		Values []struct {
			Value any `json:"value"`
		} `json:"values"`
	}
	alias struct {
		Name string `json:"name"`
		Type *typ   `json:"type"`
	}
	command struct {
		Command  string `json:"command"`
		Argument *typ   `json:"argument"`
	}
	typ struct {
		Kind    string          `json:"kind"`
		Name    string          `json:"name"`
		Items   []*typ          `json:"items"`
		Element *typ            `json:"element"`
		Key     *typ            `json:"key"`
		Value   json.RawMessage `json:"value"` // a type of a map, properties of a literal, a stringLiteral's string
	}
)

// LoadModel reads the meta model from the module cache, once.
var LoadModel = sync.OnceValues(func() (*Model, error) {
	name, err := ModelFile()
	if err != nil {
		return nil, err
	}
	return ReadModel(name)
})

// ModelFile is where the module cache has the meta model: the go command is asked, in a folder of
// this module.
func ModelFile() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.lsp.dev/protocol").Output()
	if err != nil {
		return "", fmt.Errorf("finding the module with the meta model: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "internal", "genlsp", "testdata", "metaModel.json"), nil
}

// ReadModel reads the meta model from a file, and adds goawait's own messages.
func ReadModel(name string) (*Model, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the meta model: %w", err)
	}
	m := &Model{
		requests:      map[string]*method{},
		notifications: map[string]*method{},
		structures:    map[string]*structure{},
		enumerations:  map[string]*enumeration{},
		aliases:       map[string]*typ{},
		commands:      map[string]*typ{},
	}
	if err := m.merge(text); err != nil {
		return nil, fmt.Errorf("the meta model: %w", err)
	}
	if err := m.merge([]byte(lsp.ExtensionModel)); err != nil {
		return nil, fmt.Errorf("lsp.ExtensionModel: %w", err)
	}
	return m, nil
}

// merge adds a model's text.
func (m *Model) merge(text []byte) error {
	var add metaModel
	if err := json.Unmarshal(text, &add); err != nil {
		return err
	}
	for _, r := range add.Requests {
		m.requests[r.Method] = r
	}
	for _, n := range add.Notifications {
		m.notifications[n.Method] = n
	}
	for _, s := range add.Structures {
		m.structures[s.Name] = s
	}
	for _, e := range add.Enumerations {
		m.enumerations[e.Name] = e
	}
	for _, a := range add.TypeAliases {
		m.aliases[a.Name] = a.Type
	}
	for _, c := range add.Commands {
		m.commands[c.Command] = c.Argument
	}
	return nil
}
