package background

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Place is where the card lies.
func (c Card) Place() (Place, error) {
	dir, err := RuntimeDir()
	return Place{Workspace: c.Workspace, Dir: dir, Key: c.Key}, err
}

// List returns the cards of the background processes of this user, by workspace. Those whose
// process is gone are left out and their cards removed.
func List() ([]Card, error) {
	dir, err := RuntimeDir()
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("listing the runtime folder: %w", err)
	}
	var cards []Card
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var card Card
		if json.Unmarshal(text, &card) != nil || !alive(card.PID) {
			_ = os.Remove(path)
			if card.Program != "" { // nobody clears its socket by starting it again
				_ = os.Remove(strings.TrimSuffix(path, ".json") + ".sock")
			}
			continue
		}
		cards = append(cards, card)
	}
	slices.SortFunc(cards, func(a, b Card) int {
		return cmp.Or(strings.Compare(a.Workspace, b.Workspace), strings.Compare(a.Program, b.Program), cmp.Compare(a.PID, b.PID))
	})
	return cards, nil
}
