package lsp

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"go.lsp.dev/jsonrpc2"
)

// TestDecodeMessageErrors holds the decoder to what go.lsp.dev/jsonrpc2 alone lets pass or
// leaves out: the code, and the id that the error is to be sent with.
func TestDecodeMessageErrors(t *testing.T) {
	none, seven := jsonrpc2.ID{}, jsonrpc2.NewNumberID(7)
	for _, test := range []struct {
		name, body string
		code       jsonrpc2.Code
		id         jsonrpc2.ID
	}{
		{"parameters that are not JSON", `{"jsonrpc":"2.0","id":7,"method":"m","params":{"a"1}}`, jsonrpc2.ParseError, none},
		{"an array without end", `[{"jsonrpc":"2.0"`, jsonrpc2.ParseError, none},
		{"a batch", `[{"jsonrpc":"2.0","id":7,"method":"m"}]`, jsonrpc2.InvalidRequest, none},
		{"a number", `7`, jsonrpc2.InvalidRequest, none},
		{"null", `null`, jsonrpc2.InvalidRequest, none},
		{"another version", `{"jsonrpc":"1.0","id":7,"method":"m"}`, jsonrpc2.InvalidRequest, seven},
		{"no method", `{"jsonrpc":"2.0","id":"s"}`, jsonrpc2.InvalidRequest, jsonrpc2.NewStringID("s")},
		{"an empty method", `{"jsonrpc":"2.0","id":7,"method":""}`, jsonrpc2.InvalidRequest, seven},
		{"a method that is no string", `{"jsonrpc":"2.0","id":7,"method":[]}`, jsonrpc2.InvalidRequest, seven},
		{"null as id", `{"jsonrpc":"2.0","id":null,"method":"m"}`, jsonrpc2.InvalidRequest, none},
		{"a fraction as id", `{"jsonrpc":"2.0","id":1.5,"method":"m"}`, jsonrpc2.InvalidRequest, none},
		{"a name that is escaped", `{"jsonrpc":"2.0","\u0069d":7,"method":"m"}`, jsonrpc2.InvalidRequest, seven},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, id, bad := decodeMessage([]byte(test.body))
			if bad == nil {
				t.Fatalf("decoded as %T", m)
			}
			if bad.Code != test.code || id != test.id {
				t.Errorf("got the error %d %q for the id %q, want %d for %q", bad.Code, bad.Message, id, test.code, test.id)
			}
		})
	}
}

// TestDecodeID holds an id in parameters to equal the request's.
func TestDecodeID(t *testing.T) {
	for _, raw := range []string{`7`, `-7`, `9223372036854775807`, `"7"`, `""`, `"\u0061\/\ud83d\ude00"`} {
		m, _, bad := decodeMessage([]byte(`{"jsonrpc":"2.0","method":"m","id":` + raw + `}`))
		if bad != nil {
			t.Fatal(bad)
		}
		if id, ok := decodeID(json.RawMessage(raw)); !ok || id != m.(*jsonrpc2.Call).ID() {
			t.Errorf("%s is %q, in a request %q", raw, id, m.(*jsonrpc2.Call).ID())
		}
	}
	for _, raw := range []string{``, `null`, `1.5`, `true`, `[]`, `{}`} {
		if id, ok := decodeID(json.RawMessage(raw)); ok {
			t.Errorf("%s is the id %q", raw, id)
		}
	}
}

// TestEncodeErrorIsUTF8 has an error quote bytes that are no text.
func TestEncodeErrorIsUTF8(t *testing.T) {
	body := encodeError(jsonrpc2.ID{}, jsonrpc2.NewError(codeFailed, "no \xff"))
	if !utf8.Valid(body) || !json.Valid(body) {
		t.Errorf("sent %q", body)
	}
}

// FuzzDecodeMessage decodes any bytes: what is a message comes out again as it was written, and
// what is none has an error that can be encoded.
func FuzzDecodeMessage(f *testing.F) {
	for _, body := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`,
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","id":"a\u0062","result":null}`,
		`{"jsonrpc":"2.0","id":-1.5e3,"error":{"code":-32601,"message":"no"}}`,
		`[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]`, `null`, `7`, "", "\x00", "\xff\xfe",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, id, bad := decodeMessage(body)
		if bad != nil {
			encodeError(id, bad)
			return
		}
		if again, _, bad := decodeMessage(jsonrpc2.AppendMessage(nil, m)); bad != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%q came back as %+v, %v", body, again, bad)
		}
	})
}
