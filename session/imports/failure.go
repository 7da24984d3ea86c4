package imports

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/goawait/goawait/transform"
)

// A failed package is tried again when the module files changed, and after retryAfter
// because its sources, or the toolchain, may have.
const retryAfter = 5 * time.Second

// A failure is why a package could not be loaded, and when.
type failure struct {
	err   error
	stamp string
	at    time.Time
}

func (f *failure) mayHaveChanged(dir string) bool {
	return time.Since(f.at) > retryAfter || stampOf(dir) != f.stamp
}

// stampOf tells one state of the workspace's module files from another.
func stampOf(dir string) string {
	root := moduleRoot(dir)
	var b strings.Builder
	for _, name := range []string{"go.mod", "go.sum", "go.work"} {
		if fi, err := os.Stat(filepath.Join(root, name)); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, fi.Size(), fi.ModTime().UnixNano())
		}
	}
	return b.String()
}

// moduleRoot is the folder at or above dir that has a go.mod; dir if none has.
func moduleRoot(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	if at := above(abs, "go.mod"); at != "" {
		return at
	}
	return abs
}

// modulePath is what the workspace's go.mod calls its module; "" if it has none.
func modulePath(dir string) string { return moduleOf(moduleRoot(dir)) }

// moduleOf is what the go.mod in a folder calls its module; "" if there is none.
func moduleOf(folder string) string {
	content, err := os.ReadFile(filepath.Join(folder, "go.mod"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "module" {
			return strings.Trim(fields[1], "\"`")
		}
	}
	return ""
}

// A commandError is a go command that failed as a whole, with what it wrote to its standard
// error.
type commandError struct {
	err  error
	text string
}

func (e *commandError) Error() string { return e.err.Error() + ": " + firstLine(e.text) }

func (e *commandError) Unwrap() error { return e.err }

// An absent package is one that `go get` can bring.
type absent struct{ path, msg string }

func (e *absent) Error() string { return e.msg }

// Fix is the command that brings the package.
func (e *absent) Fix() transform.Fix {
	return transform.Fix{Title: "go get " + e.path, Command: CommandGoGet, Args: map[string]any{"module": e.path}}
}

// CommandGoGet is the server's command that brings a module into the workspace.
const CommandGoGet = "goawait.goGet"

// explainCommand says why the go command could not be asked about path.
func explainCommand(path, dir string, err error) error {
	var command *commandError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("package %s needs the Go toolchain, and there is no go command in PATH (see go.dev/dl)", path)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("importing %s: the session is closed", path)
	case errors.As(err, &command):
		return fmt.Errorf("importing %s: %s", path, relativeTo(dir, complaint(command.text)))
	}
	if _, statErr := os.Stat(dir); statErr != nil {
		return fmt.Errorf("importing %s: the workspace is gone: %w", path, statErr)
	}
	return fmt.Errorf("importing %s: %w", path, err)
}

// explain says why p, which go list could not load, cannot be had, and what to do.
func explain(path, dir string, p *listed) error {
	switch {
	case p.Error != nil:
		return explainError(path, dir, p.Error)
	case len(p.DepsErrors) > 0:
		text := p.DepsErrors[0].Err
		if dep := missing(text); dep != "" {
			if err := unknownModule(dep, dir); err != nil {
				return fmt.Errorf("package %s cannot be built: %w", path, err)
			}
			return &absent{path: dep, msg: fmt.Sprintf("package %s cannot be built: it needs %s, which is not in go.mod (go get %s)", path, dep, dep)}
		}
		return fmt.Errorf("package %s cannot be built: %s", path, relativeTo(dir, reason(text)))
	case p.Name != "" && len(p.GoFiles)+len(p.CgoFiles) == 0:
		return fmt.Errorf("package %s has no Go files but its tests", path)
	}
	return fmt.Errorf("package %s could not be built", path)
}

// explainError is explain for an error of the package itself.
func explainError(path, dir string, problem *listError) error {
	text := problem.Err
	noModule := strings.Contains(text, "go.mod file not found")
	notHere := strings.Contains(text, "no required module provides") || strings.Contains(text, "cannot find module providing")
	noStd := strings.Contains(text, "is not in std")
	if noModule || notHere || noStd {
		if own := modulePath(dir); own != "" && within(path, own) && !noModule {
			return fmt.Errorf("package %s does not exist: its folder in the workspace's module has no Go files", path)
		}
		if err := unknownModule(path, dir); err != nil {
			return err
		}
	}
	switch {
	case noModule:
		return &absent{path: path, msg: fmt.Sprintf("package %s is in no module yet, as the workspace has no go.mod (go get %s)", path, path)}
	case notHere:
		return &absent{path: path, msg: fmt.Sprintf("package %s is not in go.mod (go get %s)", path, path)}
	case noStd:
		return fmt.Errorf("package %s is not in the standard library", path)
	case strings.HasPrefix(text, "# "):
		return fmt.Errorf("package %s does not compile: %s", path, relativeTo(dir, reason(text)))
	case strings.Contains(text, "import cycle not allowed") && len(problem.ImportStack) > 1:
		return fmt.Errorf("package %s imports itself: %s", path, strings.Join(problem.ImportStack, " → "))
	case strings.Contains(text, "build constraints exclude all Go files"):
		return fmt.Errorf("package %s has no Go files for this system and these build tags (GOFLAGS=-tags=…, before goawait starts)", path)
	}
	return fmt.Errorf("importing %s: %s", path, relativeTo(dir, reason(text)))
}

// missing is the package that the go command found in no module; "" if it says something else.
func missing(text string) string {
	_, rest, found := strings.Cut(text, "no required module provides package ")
	dep, _, _ := strings.Cut(rest, ";")
	if !found || checkPath(dep) != nil {
		return ""
	}
	return dep
}

// toAdd matches how the go command ends a complaint before it says, in the next line, what to run.
var toAdd = regexp.MustCompile(`; to add(?: it)?:\s*(go [^\n]+)`)

// reason is the first line of a compiler's output that is not the name of the package, or the go
// command's with what it says to run.
func reason(text string) string {
	text = toAdd.ReplaceAllString(text, " ($1)")
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			return line
		}
	}
	return firstLine(text)
}

// complaint is what the go command says is wrong with the workspace's own files.
func complaint(text string) string {
	lines := strings.SplitN(strings.TrimPrefix(strings.TrimSpace(text), "go: "), "\n", 3)
	first := strings.TrimSpace(lines[0])
	if len(lines) > 1 && strings.HasSuffix(first, ":") {
		first += " " + strings.TrimSpace(lines[1])
	}
	if strings.HasPrefix(first, "inconsistent vendoring") {
		return "the vendor folder does not agree with go.mod (go mod vendor)"
	}
	return strings.TrimSuffix(first, ":")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSuffix(strings.TrimSpace(line), ":")
}

// relativeTo shortens the file names of the workspace in text.
func relativeTo(dir, text string) string {
	return strings.ReplaceAll(text, moduleRoot(dir)+string(filepath.Separator), "")
}
