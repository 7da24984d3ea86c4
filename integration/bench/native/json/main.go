// JSON of 10 MB, read and written.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

func document(size int) []byte {
	var b bytes.Buffer
	b.WriteString("[")
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"item number %d","price":%d.5,"tags":["a","b","c"],"ok":%t}`, i, i, i%1000, i%3 == 0)
	}
	b.WriteString("]")
	return b.Bytes()
}

var text = document(10000000)

func kernel() string {
	var list []any
	if err := json.Unmarshal(text, &list); err != nil {
		return err.Error()
	}
	total := 0.0
	for _, e := range list {
		total += e.(map[string]any)["price"].(float64)
	}
	out, err := json.Marshal(list)
	return fmt.Sprint(len(list), " ", int(total), " ", len(out) > 9000000, " ", err == nil)
}

func main() {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		start := time.Now()
		result := kernel()
		fmt.Println(time.Since(start).Nanoseconds(), result)
	}
}
