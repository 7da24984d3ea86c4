package lsp_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/lsp"
)

// BenchmarkKeystroke measures from sending an edit of one character to having read its
// diagnostics, in scratch files of three sizes with an error in each hundredth line, over a
// real connection. The median is reported as p50-ms.
func BenchmarkKeystroke(b *testing.B) {
	for _, lines := range []int{100, 1000, 10_000} {
		for _, where := range []string{"inside", "signature"} {
			b.Run(fmt.Sprintf("lines=%d/%s", lines, where), func(b *testing.B) {
				text, line, char := scratchFile(lines, where == "signature")
				e := newEditor(b)
				e.open(text)
				var times []time.Duration
				version := 1
				for b.Loop() {
					version++
					began := time.Now()
					e.type1(version, line, char, version%2 == 0)
					times = append(times, time.Since(began))
				}
				slices.Sort(times)
				b.ReportMetric(float64(times[len(times)/2].Microseconds())/1e3, "p50-ms")
				b.ReportMetric(float64(times[len(times)*9/10].Microseconds())/1e3, "p90-ms")
			})
		}
	}
}

// scratchFile makes a file of cells of ten lines, each of which uses the one above, and gives
// the place in its middle where the benchmark types: inside a string, or the end of a name that
// later cells mention.
func scratchFile(lines int, signature bool) (text string, line, char int) {
	var out strings.Builder
	for i := range lines / 10 {
		fmt.Fprintf(&out, `//%%%% cell %[1]d
type T%[1]d struct{ Name string; N int }
async func work%[1]d(d time.Duration) (int, error) {
	await async.Sleep(d)
	return int(d) + %[1]d, nil
}
t%[1]d := T%[1]d{"name", %[2]s}
total%[1]d := await work%[1]d(time.Millisecond)
for i := range 3 { fmt.Println("step", i, t%[1]d.N, total%[1]d, strings.ToUpper(t%[1]d.Name)) }
_ = total%[3]d
`, i, map[bool]string{true: `"not an int"`, false: "1"}[i%10 == 9], max(i-1, 0))
	}
	line = lines / 20 * 10
	if signature {
		return out.String(), line + 7, len(fmt.Sprintf("total%d", lines/20))
	}
	return out.String(), line + 8, len(`for i := range 3 { fmt.Println("step`)
}

// An editor is a client that does nothing but what is measured.
type editor struct {
	b    *testing.B
	conn net.Conn
	in   *bufio.Reader
}

func newEditor(b *testing.B) *editor {
	listener, err := net.Listen("unix", b.TempDir()+"/lsp")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	ours, err := net.Dial("unix", listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	theirs, err := listener.Accept()
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { // ends when ours is closed
		defer close(ended)
		lsp.Serve(b.Context(), theirs, newHost(), lsp.WithLog(slog.New(slog.DiscardHandler)))
	}()
	b.Cleanup(func() {
		ours.Close()
		<-ended
	})
	e := &editor{b: b, conn: ours, in: bufio.NewReaderSize(ours, 1<<20)}
	e.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
	e.send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	return e
}

func (e *editor) send(body string) {
	fmt.Fprintf(e.conn, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

func (e *editor) open(text string) {
	quoted, _ := json.Marshal(text)
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":`+
		`{"uri":%q,"languageId":"goawait","version":1,"text":%s}}}`, scratch, quoted))
	e.await(1)
}

// type1 types one character, or takes it back, and waits for the diagnostics.
func (e *editor) type1(version, line, char int, insert bool) {
	text, end := `"x"`, char
	if !insert {
		text, end = `""`, char+1
	}
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":%q,"version":%d},`+
		`"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}}`,
		scratch, version, line, char, line, end, text))
	e.await(version)
}

// await reads up to the diagnostics of a version.
func (e *editor) await(version int) {
	want := []byte(`"version":` + strconv.Itoa(version) + `,`)
	for {
		length := 0
		for {
			line, err := e.in.ReadString('\n')
			if err != nil {
				e.b.Fatal(err)
			}
			if line == "\r\n" {
				break
			}
			length, _ = strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "Content-Length:")))
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(e.in, body); err != nil {
			e.b.Fatal(err)
		}
		if bytes.Contains(body, []byte("publishDiagnostics")) && bytes.Contains(body, want) {
			return
		}
	}
}
