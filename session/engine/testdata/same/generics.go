package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

type rec struct {
	Name string
	Age  int
}

func main() {
	xs := []int{3, 1, 2, 1}
	ys := slices.Clone(xs)
	slices.Sort(xs)
	fmt.Println(xs, ys, slices.Contains(xs, 2), slices.Contains(xs, 9), slices.Index(xs, 2), slices.Index(ys, 7))
	fmt.Println(slices.Max(xs), slices.Min(xs)+1, slices.Equal(xs, ys), slices.Equal(xs, []int{1, 1, 2, 3}))
	slices.Reverse(xs)
	fmt.Println(xs)
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	slices.SortFunc(words, func(a, b string) int {
		if c := cmp.Compare(len(a), len(b)); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	fmt.Println(words, slices.Contains(words, "fox"))
	recs := []rec{{"b", 2}, {"a", 2}, {"c", 1}, {"d", 2}, {"e", 1}}
	slices.SortStableFunc(recs, func(a, b rec) int { return a.Age - b.Age })
	for _, r := range recs {
		fmt.Print(r.Name, " ")
	}
	many := make([]rec, 100)
	for i := range many {
		many[i] = rec{fmt.Sprint(i), i * 7 % 5}
	}
	slices.SortFunc(many, func(a, b rec) int { return cmp.Compare(a.Age, b.Age) })
	for _, r := range many {
		fmt.Print(r.Name, " ")
	}
	fmt.Println()
	fs := []float64{2.5, -1, 0}
	slices.Sort(fs)
	fmt.Println(fs, slices.Max(fs), cmp.Compare("a", "b"), cmp.Compare(2.5, 1))
	var nils []string
	fmt.Println(slices.Clone(nils) == nil, slices.Contains(nils, ""), slices.Index([]string{""}, ""))
	defer func() { fmt.Println(recover()) }()
	fmt.Println(slices.Max([]int{}))
}
