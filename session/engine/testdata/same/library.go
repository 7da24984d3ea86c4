package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
	"unicode"
)

func main() {
	var body struct {
		Login string `json:"login"`
		ID    int
		Tags  []string `json:"tags,omitempty"`
	}
	err := json.Unmarshal([]byte(`{"login":"gopher","ID":3,"tags":["a","b"]}`), &body)
	fmt.Println(body, err, body.Tags[1])
	out, err := json.Marshal(body)
	fmt.Println(string(out), err)
	var v any
	fmt.Println(json.Unmarshal([]byte(`{"a":[1,2,{"b":null}],"c":"d"}`), &v), v)
	obj := v.(map[string]any)
	list := obj["a"].([]any)
	fmt.Println(list[0].(float64)+1, list[2].(map[string]any)["b"] == nil, len(obj))
	pretty, _ := json.MarshalIndent(map[string]any{"x": []int{1}, "y": nil}, "", "  ")
	fmt.Println(string(pretty))
	dec := json.NewDecoder(strings.NewReader(`{"login":"second"} {"login":"third"}`))
	for dec.More() {
		if err := dec.Decode(&body); err != nil {
			fmt.Println(err)
		}
		fmt.Println(body.Login)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Test", r.URL.Query().Get("q"))
		if r.URL.Path == "/missing" {
			http.Error(w, "no", http.StatusNotFound)
			return
		}
		fmt.Fprintf(w, "hello %s %s", r.Method, r.URL.Path)
	}))
	defer srv.Close()
	resp, err := http.Get(srv.URL + "/a?q=" + url.QueryEscape("x y"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	fmt.Println(resp.Status, resp.StatusCode == http.StatusOK, string(b), resp.Header.Get("X-Test"))
	req, _ := http.NewRequest("POST", srv.URL+"/missing", strings.NewReader("data"))
	req.Header.Add("Accept", "*/*")
	res, err := http.DefaultClient.Do(req)
	fmt.Println(res.StatusCode, err)
	res.Body.Close()
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindStringSubmatch("bob@example.com"), re.ReplaceAllString("a@b.com c@d.com", "$2:$1"))
	fmt.Println(re.ReplaceAllStringFunc("a@b.com", strings.ToUpper), re.MatchString("x"))
	dir, _ := os.MkdirTemp("", "same")
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "f.txt")
	fmt.Println(os.WriteFile(file, []byte("line one\nline two\n\nlast"), 0o644))
	f, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	f.Close()
	fmt.Println(sc.Err())
	data, _ := os.ReadFile(file)
	fmt.Println(len(bytes.Split(data, []byte("\n"))), bytes.Contains(data, []byte("two")))
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		fmt.Println(filepath.Base(path) == "f.txt", d.IsDir())
		return nil
	})
	t := time.Date(2024, time.February, 29, 12, 30, 0, 0, time.UTC)
	fmt.Println(t.Format(time.RFC3339), t.Weekday(), t.AddDate(1, 0, 0).Format("Jan 2, 2006"), t.Month() == time.February, t.Sub(t.Add(-90*time.Minute)))
	parsed, err := time.Parse("2006-01-02", "2023-12-25")
	fmt.Println(parsed.YearDay(), err, parsed.Before(t), t.Unix())
	r := rand.New(rand.NewSource(42))
	fmt.Println(r.Intn(100), r.Perm(5), r.Float64() < 1)
	fmt.Println(strconv.ParseInt("ff", 16, 64))
	fmt.Println(strconv.Quote("a\tb"), strconv.FormatFloat(1.5, 'f', 2, 64))
	fmt.Println(hex.EncodeToString([]byte("hi")), base64.StdEncoding.EncodeToString([]byte("hello")))
	sum := sha256.Sum256([]byte("abc"))
	fmt.Printf("%x\n", sum[:4])
	buf := new(bytes.Buffer)
	binary.Write(buf, binary.LittleEndian, uint32(7))
	fmt.Println(buf.Bytes(), binary.BigEndian.Uint16([]byte{1, 2}))
	rd := csv.NewReader(strings.NewReader("a,b\n1,\"2,3\"\n"))
	recs, err := rd.ReadAll()
	fmt.Println(recs, len(recs[1]), err)
	tm := template.Must(template.New("t").Parse("Hi {{.Name}}{{range .Items}} [{{.}}]{{end}}\n"))
	tm.Execute(os.Stdout, map[string]any{"Name": "Bob", "Items": []int{1, 2}})
	tw := tabwriter.NewWriter(os.Stdout, 0, 4, 1, ' ', 0)
	fmt.Fprintln(tw, "a\tbbb\tc")
	fmt.Fprintln(tw, "aaaa\tb\tc")
	tw.Flush()
	u, _ := url.Parse("https://user@example.com:8080/p/a?x=1&y=2#frag")
	fmt.Println(u.Host, u.Port(), u.Query()["x"], u.Fragment, u.User.Username())
	var sb strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	sb.WriteByte('!')
	fmt.Println(sb.String(), unicode.IsUpper('A'), strings.Title("ab"), strings.Fields(" a b ")[1])
	var a, c int
	n, err := fmt.Sscanf("10 20", "%d %d", &a, &c)
	fmt.Println(n, err, a+c)
	pr, pw := io.Pipe()
	go func() {
		fmt.Fprint(pw, "piped")
		pw.Close()
	}()
	piped, _ := io.ReadAll(pr)
	fmt.Println(string(piped))
	cut, after, found := strings.Cut("key=value", "=")
	fmt.Println(cut, after, found, strings.EqualFold("A", "a"), strings.TrimFunc("123abc456", unicode.IsDigit))
	var w io.Writer = os.Stdout
	fmt.Fprintln(w, "written")
	_, isBuf := w.(*bytes.Buffer)
	fmt.Println(isBuf)
	hdr := http.Header{}
	hdr.Add("a", "1")
	hdr["B"] = []string{"2"}
	fmt.Println(hdr, len(hdr), hdr.Get("A"))
	mux := http.NewServeMux()
	mux.HandleFunc("/h", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("mux")) })
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("GET", "/h", nil))
	fmt.Println(rec.Code, rec.Body.String())
}
