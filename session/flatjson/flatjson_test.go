package flatjson

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

type (
	state  string
	coords struct {
		X int `json:"x"`
		Y int `json:"y,omitempty"`
	}
	tree struct {
		Name string  `json:"name"`
		Args []*tree `json:"args,omitempty"`
	}
	base struct {
		Seq  int    `json:"seq"`
		Text string `json:"text"`
		Late string `json:"late,omitempty"`
	}
)

// all has a field of every kind.
type all struct {
	base
	Text    *string         `json:"text"`
	State   state           `json:"state,omitempty"`
	Yes     bool            `json:"yes"`
	No      bool            `json:"no,omitempty"`
	Small   int             `json:"small,omitempty"`
	Big     int64           `json:"big"`
	Part    float64         `json:"part"`
	Maybe   float64         `json:"maybe,omitempty"`
	At      coords          `json:"at"`
	To      *coords         `json:"to,omitempty"`
	Line    *int            `json:"line,omitempty"`
	Names   []string        `json:"names"`
	States  []state         `json:"states,omitempty"`
	Lines   []int           `json:"lines"`
	Way     []coords        `json:"way,omitempty"`
	Tree    []*tree         `json:"tree,omitempty"`
	Rest    json.RawMessage `json:"rest,omitempty"`
	Bytes   []byte          `json:"bytes,omitempty"`
	Map     map[string]int  `json:"map,omitempty"`
	Any     any             `json:"any,omitempty"`
	When    time.Time       `json:"when"`
	Unsafe  uint8           `json:"uint8,omitempty"`
	Pointer **int           `json:"pointer,omitempty"`
}

// slim is all without what is not read by tables.
type slim struct {
	base
	Text   *string         `json:"text"`
	State  state           `json:"state,omitempty"`
	Yes    bool            `json:"yes"`
	Small  int             `json:"small,omitempty"`
	Big    int64           `json:"big"`
	Part   float64         `json:"part"`
	At     coords          `json:"at"`
	To     *coords         `json:"to,omitempty"`
	Line   *int            `json:"line,omitempty"`
	Names  []string        `json:"names"`
	States []state         `json:"states,omitempty"`
	Lines  []int           `json:"lines"`
	Way    []coords        `json:"way,omitempty"`
	Tree   []*tree         `json:"tree,omitempty"`
	Rest   json.RawMessage `json:"rest,omitempty"`
}

// samples are messages, one in a line, most of which are not what a table reads.
const samples = `
{}
{"seq":1,"text":"a","state":"done","yes":true,"small":-3,"big":123456789012345678,"part":0.5,"at":{"x":1,"y":2},"to":{"x":3},"line":0,"names":["a","b"],"states":["x"],"lines":[1,-2,0],"way":[{"x":1},{"x":2,"y":3}],"tree":[{"name":"f","args":[{"name":"g"},{"name":"h","args":[]}]}],"rest":{"a":[1,2.5e-3,"x\u00e9",null,true]}}
{ "rest": [ 1 ] , "part": -1.5E+3 ,	"seq": 7 }
{"rest":[1, {"a" : "b\n"}],"names":[],"lines":[],"way":[],"tree":[]}
{"seq":0,"seq":2,"text":"one","text":"two","late":"\"\\\/\b\f\n\r\t","to":{"x":1},"to":{"y":2},"names":["a"],"names":["b","c"]}
{"text":"ä€𝄞","late":"\u00e9\ud834\udd1e\ud834"}
{"text":null,"to":null,"names":null,"lines":null,"tree":null,"way":null}
{"names":["a"],"names":null,"to":{"x":1},"to":null}
{"Seq":1,"TEXT":"cases do not matter"}
{"unknown":{"a":1},"seq":3}
{"text":null,"to":null,"names":null,"tree":[null,{"name":"x"}],"rest":null,"big":null}
{"rest":nil}
{"rest":"\u00g0"}
{"rest":"\u00
{"seq" : 1}
{"seq":1.0}
{"seq":1e2}
{"seq":01}
{"big":9223372036854775807}
{"big":9223372036854775808}
{"part":1e400}
{"part":.5}
{"part":5.}
{"yes":"true"}
{"yes":truer}
{"names":["a",]}
{"names":["a" "b"]}
{"seq":1,}
{,"seq":1}
{"seq" 1}
{"seq":1} x
{"seq":1
{"text":"a
{"text":"\q"}
{"text":"\
{"text":"	"}
{"rest":"	"}
{"rest":{"a" 1}}
{"rest":{"a":1,}}
{"rest":-}
{"at":[]}
{"way":{}}
{"way":[{"x":1},{"x":"2"}]}
[]
null
"seq"
`

func TestWhatIsReadIsWhatEncodingJSONReads(t *testing.T) {
	lines := strings.Split(samples, "\n")
	lines = append(lines, "{\"text\":\"\xff\"}", strings.Repeat(`{"tree":[{"args":[`, 200), `{"rest":`+strings.Repeat("[", 300)+strings.Repeat("]", 300)+`}`)
	for _, line := range lines {
		sameRead(t, []byte(line))
	}
}

func sameRead(t *testing.T, text []byte) {
	t.Helper()
	var codec Codec[slim]
	var got, want slim
	errGot, errWant := codec.Decode(bytes.Clone(text), &got), json.Unmarshal(text, &want)
	if (errGot == nil) != (errWant == nil) || errWant != nil && errGot.Error() != errWant.Error() {
		t.Fatalf("%q: error %v, want %v", text, errGot, errWant)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q:\ngot  %+v\nwant %+v", text, got, want)
	}
}

func FuzzRead(f *testing.F) {
	for line := range strings.SplitSeq(samples, "\n") {
		f.Add([]byte(line))
	}
	f.Fuzz(sameRead)
}

// TestPlainMessagesAreReadByTables holds that not all is left to encoding/json.
func TestPlainMessagesAreReadByTables(t *testing.T) {
	for i, line := range strings.Split(strings.TrimSpace(samples), "\n")[:4] {
		r, v := reader{text: []byte(line)}, new(slim)
		if table := tableOf(reflect.TypeFor[slim]()); table.odd || !r.object(table, reflect.ValueOf(v).UnsafePointer()) || !r.ended() {
			t.Errorf("sample %d was not read by its table, up to %q", i, line[r.at:])
		}
	}
}

func TestWhatIsWrittenIsWhatEncodingJSONWrites(t *testing.T) {
	text, line := "a \"b\"\\\n\t\r é € 𝄞", 7
	pointer := &line
	full := all{
		base: base{Seq: 1, Text: "hidden", Late: "late"}, Text: &text, State: "done", Yes: true, No: true, Small: -1, Big: 1 << 62,
		Part: 0.1, Maybe: 1e21, At: coords{1, 2}, To: &coords{3, 0}, Line: &line, Names: []string{"", "<&>"}, States: []state{"x"},
		Lines: []int{1, -2}, Way: []coords{{}, {1, 1}}, Tree: []*tree{nil, {Name: "f", Args: []*tree{{Name: "g"}}}},
		Rest: json.RawMessage(` {"a" : [1, "<"]}`), Bytes: []byte{0, 255}, Map: map[string]int{"b": 1, "a": 2}, Any: &coords{1, 2},
		When: time.Date(2024, 2, 29, 1, 2, 3, 4000, time.FixedZone("", 3600)), Unsafe: 3, Pointer: &pointer,
	}
	for what, change := range map[string]func(*all){
		"full":        func(*all) {},
		"zero":        func(v *all) { *v = all{} },
		"empty":       func(v *all) { v.Names, v.Lines, v.Way, v.Tree = []string{}, []int{}, []coords{}, []*tree{} },
		"small float": func(v *all) { v.Part = 1e-7 },
		"no float":    func(v *all) { v.Part = math.Copysign(0, -1) },
		"control":     func(v *all) { v.Names = []string{"\x00", "\x7f", "\b\f\x1b"} },
		"no UTF-8":    func(v *all) { v.Names = []string{"a\xffb", "\u2028", "\ufffd"} },
		"any struct":  func(v *all) { v.Any = coords{1, 0} },
		"any nil":     func(v *all) { v.Any = (*coords)(nil) },
		"any list":    func(v *all) { v.Any = []any{1, "<", nil} },
		"any own way": func(v *all) { v.Any = &v.When },
		"any error":   func(v *all) { v.Any = func() {} },
		"raw error":   func(v *all) { v.Rest = json.RawMessage("{") },
		"time error":  func(v *all) { v.When = time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		v := full
		change(&v)
		sameWritten(t, what, &v)
	}
}

func sameWritten(t *testing.T, what string, v *all) {
	t.Helper()
	var escaping Codec[all]
	plain := Codec[all]{Plain: true}
	for name, c := range map[string]*Codec[all]{"escaped": &escaping, "plain": &plain} {
		got, errGot := c.Append([]byte("before "), v)
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(!c.Plain)
		errWant := enc.Encode(v)
		if (errGot == nil) != (errWant == nil) {
			t.Errorf("%s, %s: error %v, want %v", what, name, errGot, errWant)
		}
		if errWant == nil && string(got) != "before "+strings.TrimSuffix(want.String(), "\n") {
			t.Errorf("%s, %s:\ngot  %s\nwant before %s", what, name, got, &want)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("a<b>\"\\", 1.5, int64(3))
	f.Fuzz(func(t *testing.T, s string, n float64, i int64) {
		sameWritten(t, s, &all{base: base{Late: s}, Text: &s, Part: n, Maybe: n, Big: i, Small: int(i), Names: []string{s}})
	})
}

// Structs that tables cannot hold are left to encoding/json.
func TestOddStructs(t *testing.T) {
	type hidden struct {
		N int `json:"-"`
	}
	type quoted struct {
		N int `json:"n,string"`
	}
	type bare struct{ N int }
	var q Codec[quoted]
	if text, err := q.Append(nil, &quoted{3}); err != nil || string(text) != `{"n":"3"}` {
		t.Errorf("quoted: %s, %v", text, err)
	}
	var b Codec[bare]
	v := new(bare)
	if err := b.Decode([]byte(`{"n":4}`), v); err != nil || v.N != 4 {
		t.Errorf("bare: %+v, %v", v, err)
	}
	var h Codec[hidden]
	if text, err := h.Append(nil, &hidden{5}); err != nil || string(text) != "{}" {
		t.Errorf("hidden: %s, %v", text, err)
	}
}

func BenchmarkRead(b *testing.B) {
	line := []byte(strings.Split(strings.TrimSpace(samples), "\n")[1])
	b.Run("flat", func(b *testing.B) {
		var c Codec[slim]
		for b.Loop() {
			if err := c.Decode(line, new(slim)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			if err := json.Unmarshal(line, new(slim)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
