package session

// nearest returns the name that word comes nearest to, "" if none is near.
func nearest(word string, names []string) string {
	best, dist := "", max(2, len(word)/3)+1
	for _, name := range names {
		if d := editDistance(word, name); d < dist {
			best, dist = name, d
		}
	}
	return best
}

// editDistance counts the bytes to insert, delete or replace to make b out of a.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
