package lsp_test

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"slices"
	"time"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/transform"
)

// What the fake session has to look at.
var fakeVariables = []lsp.Variable{
	{Name: "client", Type: "*http.Client", Value: "&{…}", Ref: 7, Children: 2},
	{Name: "count", Type: "int", Value: "3"},
}

func (h *fakeHost) Clear(path string) {
	h.called("clear " + path)
	h.mu.Lock()
	h.results = slices.DeleteFunc(h.results, func(r lsp.Result) bool { return path == "" || r.Path == path })
	h.mu.Unlock()
	h.emit(lsp.Event{Clear: &path})
}

func (h *fakeHost) History(limit int) []lsp.Result {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.results[max(0, len(h.results)-limit):])
}

func (h *fakeHost) Variables(context.Context) ([]lsp.Variable, error) {
	return slices.Clone(fakeVariables), nil
}

func (h *fakeHost) Children(_ context.Context, ref int64, start, count int) ([]lsp.Variable, error) {
	if ref != 7 {
		return nil, errors.New("the value is not held any more: ask for the variables again")
	}
	return []lsp.Variable{{Name: fmt.Sprintf("part %d of %d", start, count), Type: "int", Value: "1"}}, nil
}

func (h *fakeHost) Tasks(context.Context) ([]lsp.Task, error) {
	return []lsp.Task{
		{ID: 4, Name: "tick", Cell: 2, State: "waiting", Waiting: "timer", Since: 1500 * time.Millisecond, Path: "/w/scratch.goa", Line: 3},
		{ID: 5, Name: "loose", Cell: 9, State: "running"},
	}, nil
}

func (h *fakeHost) CancelTask(_ context.Context, id int64) error {
	h.called(fmt.Sprintf("cancel %d", id))
	return nil
}

func (h *fakeHost) Setup() lsp.Setup {
	return lsp.Setup{
		Runners: []string{"goroutine", "loop"}, Lanes: []string{"auto"}, Scopes: []string{"session", "cell"},
		Settings: map[string]any{"autoawait": true, "engine.command": []string{}},
	}
}

func (h *fakeHost) Problems() []string { return h.problems }

func (h *fakeHost) EditorSettings(now, before map[string]any) []string {
	h.called(fmt.Sprintf("settings %v, before %v", now, before))
	if _, bad := now["runer"]; bad {
		return []string{"settings of the editor: runer: not a setting; did you mean runner?"}
	}
	return nil
}

func (h *fakeHost) CompleteMagic(text string, offset int) ([]lsp.MagicCompletion, int, int) {
	h.called(fmt.Sprintf("complete %q", text[:offset]))
	return []lsp.MagicCompletion{{Label: "%autoawait", Insert: "%autoawait", Kind: "magic", Detail: "sets", Doc: "Sets it."}}, 0, offset
}

func (h *fakeHost) Declaration(obj types.Object, name *transform.Name) (lsp.Place, bool) {
	switch {
	case name != nil && name.Name == "ticks":
		return lsp.Place{Path: "/w/other.goa", Line: 4, Col: 2}, true
	case obj.Name() == "ToUpper":
		return lsp.Place{Path: "/go/src/strings/strings.go", Line: 700}, true
	case obj.Name() == "Stringer":
		return lsp.Place{Path: "/go/src/fmt/print.go", Line: 62}, true
	case obj.Name() == "Response":
		return lsp.Place{Path: "/go/src/net/http/response.go", Line: 34}, true
	}
	return lsp.Place{}, false
}
