package transform

import "strings"

// Nearest is the name closest to a word that is none of them, "" if none is close. It is for
// short lists, of which something was surely meant.
func Nearest(word string, names []string) string {
	return closest(word, names, max(2, len(word)/3), false)
}

// nearestName is Nearest for names of code, of which there are many: a word of one or two letters
// is near to none, but for its case.
func nearestName(word string, names []string) string {
	for _, n := range names {
		if strings.EqualFold(n, word) {
			return n
		}
	}
	if len(word) < 3 {
		return ""
	}
	return closest(word, names, min(max(1, len(word)/3), 3), true)
}

// closest is the name at the least distance from word, if that is within limit: of several the
// first, or the first of the longest, for letters are left out more often than put in.
func closest(word string, names []string, limit int, longest bool) string {
	best, at := "", limit+1
	for _, n := range names {
		if max(len(n)-len(word), len(word)-len(n)) > at {
			continue
		}
		if d := distance(word, n); d < at || longest && d == at && best != "" && len(n) > len(best) {
			best, at = n, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop, change or swap between a and b.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
