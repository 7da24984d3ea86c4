package daptest_test

import (
	"flag"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
)

// The tests of this tree are all called with -update; there is nothing here to rewrite.
var _ = flag.Bool("update", false, "does nothing here")

func TestDecode(t *testing.T) {
	tests := []struct {
		message string
		wrong   string // in the error; "" for none
	}{
		{`{"seq":1,"type":"event","event":"output","body":{"output":"x","line":0,"goawait":{"cell":1}}}`, ""},
		{`{"seq":1,"type":"event","event":"output","body":{"output":1}}`, "body.output"},
		{`{"seq":1,"type":"event","event":"unheardOf"}`, "unheardOf"},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"threads","body":{"threads":{}}}`, "body.threads"},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"unheardOf","body":7}`, ""},
		{`{"seq":1,"type":"response","request_seq":1,"success":false,"command":"unheardOf","body":{"error":{"id":"x"}}}`, "body.error.id"},
		{`{"seq":1,"type":"question"}`, "question"},
	}
	for _, test := range tests {
		err := daptest.Decode([]byte(test.message))
		if test.wrong == "" && err != nil || test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)) {
			t.Errorf("%s\ngives %v\nwant  %s", test.message, err, test.wrong)
		}
	}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		message string
		wrong   string // in the error; "" for none
	}{
		{`{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"x"}}`, ""},
		{`{"seq":1,"type":"request","command":"initialize","arguments":{}}`, "has no adapterID"},
		{`{"seq":1,"type":"request","command":"initialize"}`, "has no arguments"},
		{`{"seq":0,"type":"request","command":"threads"}`, "seq is 0"},
		{`{"seq":1.5,"type":"request","command":"threads"}`, "seq is no integer"},
		{`{"seq":"1","type":"request","command":"threads"}`, "seq is no integer"},
		{`{"type":"request","command":"threads"}`, "has no seq"},
		{`{"seq":1,"type":"question"}`, "has the type"},
		{`{"seq":1,"type":"request","command":"unheardOf","arguments":{"a":1}}`, ""},
		{`{"seq":1,"type":"event","event":"unheardOf"}`, "has no UnheardOfEvent"},
		{`{"seq":1,"type":"request","command":"launch","arguments":{"anything":1}}`, ""},
		{`{"seq":1,"type":"request","command":"launch","arguments":{"noDebug":1}}`, "noDebug is no boolean"},
		{`{"seq":1,"type":"request","command":"restart","arguments":{"arguments":7}}`, "arguments.arguments is no object"},
		{`{"seq":1,"type":"request","command":"evaluate","arguments":{"expresion":"x"}}`, `"expresion"`},
		{`{"seq":1,"type":"request","command":"evaluate","arguments":{"expression":"x","source":{"path":7}}}`, "source.path is no string"},
		{`{"seq":1,"type":"request","command":"variables","arguments":{"variablesReference":1,"filter":"odd"}}`, "not one of indexed, named"},
		{`{"seq":1,"type":"request","command":"variables","arguments":{"variablesReference":99999999999}}`, "not in"},
		{`{"seq":1,"type":"request","command":"variables","arguments":{"variablesReference":1,"start":-1}}`, "not in"},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"threads","body":{"threads":[]}}`, ""},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"threads","body":{"threads":null}}`, "threads is no array"},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"threads","body":{"threads":[{"id":1}]}}`, "has no name"},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"threads"}`, "has no body"},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"evaluate","body":{"result":"","variablesReference":0,"goawait":{"cell":1}}}`, ""},
		{`{"seq":1,"type":"response","request_seq":1,"success":true,"command":"evaluate","body":{"result":"","variablesReference":0,"cell":1}}`, `"cell"`},
		{`{"seq":1,"type":"response","request_seq":1,"success":false,"command":"evaluate","body":{"error":{"id":1,"format":"{e}","variables":{"e":"x"}}}}`, ""},
		{`{"seq":1,"type":"response","request_seq":1,"success":false,"command":"evaluate","body":{"error":{"id":1,"format":"{e}","variables":{"e":1}}}}`, "variables.e is no string"},
		{`{"seq":1,"type":"response","request_seq":1,"success":false,"command":"evaluate"}`, "has no body"},
		{`{"seq":1,"type":"event","event":"output","body":{"output":"x","line":-1}}`, "line is -1"},
		{`[]`, "reading a message"},
		{`{`, "reading a message"},
	}
	for _, test := range tests {
		err := daptest.Validate([]byte(test.message))
		if test.wrong == "" && err != nil || test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)) {
			t.Errorf("%s\ngives %v\nwant  %s", test.message, err, test.wrong)
		}
	}
}
