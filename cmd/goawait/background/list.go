package background

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

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
			continue
		}
		cards = append(cards, card)
	}
	slices.SortFunc(cards, func(a, b Card) int { return strings.Compare(a.Workspace, b.Workspace) })
	return cards, nil
}
