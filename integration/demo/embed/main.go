// Embed is a program that serves a counter and opens a prompt inside itself: run it, look at
// the counter, change it, leave with Ctrl-D.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/async"
)

// A counter counts the requests that it was sent.
type counter struct {
	mu    sync.Mutex // guards Hits
	Hits  map[string]int
	Limit int
}

// Total is the number of all requests so far.
func (c *counter) Total() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, hits := range c.Hits {
		n += hits
	}
	return n
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Hits[r.URL.Path]++
	fmt.Fprintln(w, "hit", c.Hits[r.URL.Path])
}

func main() {
	hits := &counter{Hits: map[string]int{}, Limit: 10}
	server := httptest.NewServer(hits)
	defer server.Close()
	err := session.Embed(context.Background(),
		session.Var("hits", &hits), session.Var("url", &server.URL), session.Runner(async.Loop))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("the program goes on; limit", hits.Limit, "total", hits.Total())
}
