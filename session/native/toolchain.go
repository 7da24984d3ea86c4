package native

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// oldest is the Go release that the engine's sources need.
const oldest = "go1.26"

// A Toolchain is the go command of a folder and what it said of itself.
type Toolchain struct {
	Go      string // its path
	Version string // "go1.26.8"
	Root    string // GOROOT
	Tools   string // folder of compile and link
	CC      string // the C compiler, with its arguments
	GoMod   string // the folder's go.mod, or empty
	GoWork  string // the folder's go.work, or empty

	id    string // tells apart toolchains that compile differently
	dir   string
	goenv string   // the file of `go env -w`
	given []string // environment, as the person has it
	base  []string // environment for every command that builds cells
	flags []string // of GOFLAGS: those that say what is built
}

// settings are what `go env -json` says.
type settings struct {
	GOVERSION, GOROOT, GOTOOLDIR, GOMOD, GOWORK, GOENV, GOFLAGS, GOEXPERIMENT string
	CC, CXX, CGO_ENABLED, GOAMD64, GOARM64, GOFIPS140, GOTOOLCHAIN            string
	CGO_CFLAGS, CGO_CPPFLAGS, CGO_CXXFLAGS, CGO_LDFLAGS                       string
}

// Find finds the toolchain that the go command uses in dir with the environment env (nil is
// this process's), which may be another than the one on PATH. Where plugins cannot be built
// with it, the error is a *Problem; the Toolchain is then still given if there is a go command.
func Find(ctx context.Context, dir string, env []string) (*Toolchain, error) {
	if env == nil {
		env = os.Environ()
	}
	tc := &Toolchain{dir: dir, given: env}
	// Cells run in this process's kind of system, whatever the person builds for.
	tc.base = with(env, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "PWD="+dir)
	var err error
	if tc.Go, err = lookPath("go", dir, env); err != nil {
		return nil, &Problem{
			What: "no go command was found on PATH",
			Do:   "install Go " + strings.TrimPrefix(oldest, "go") + " or later (https://go.dev/dl) and start the session anew",
			Err:  err,
		}
	}
	out, err := tc.run(ctx, dir, nil, tc.Go, "env", "-json")
	if err != nil {
		return nil, &Problem{
			What: "the go command does not work: " + firstLine(err),
			Do:   "see what `go env` says in " + dir,
			Err:  err,
		}
	}
	var s settings
	if err := json.Unmarshal(out, &s); err != nil {
		return nil, &Problem{What: "the answer of `go env -json` cannot be read: " + err.Error(), Do: "see which program " + tc.Go + " is", Err: err}
	}
	tc.take(&s)
	return tc, tc.suits(&s)
}

// take keeps what the go command said.
func (tc *Toolchain) take(s *settings) {
	tc.Version, tc.Root, tc.Tools, tc.CC, tc.goenv = s.GOVERSION, s.GOROOT, s.GOTOOLDIR, s.CC, s.GOENV
	if s.GOMOD != os.DevNull {
		tc.GoMod = s.GOMOD
	}
	if s.GOWORK != "off" {
		tc.GoWork = s.GOWORK
	}
	// compile and link read these from the environment alone, where `go env -w` does not write.
	tc.base = with(tc.base, "GOROOT="+s.GOROOT, "GOEXPERIMENT="+s.GOEXPERIMENT, "GOFIPS140="+s.GOFIPS140, "CC="+s.CC)
	for name, value := range map[string]string{"GOAMD64": s.GOAMD64, "GOARM64": s.GOARM64} {
		if value != "" {
			tc.base = with(tc.base, name+"="+value)
		}
	}
	// Flags such as -race would have to reach compile and link as well, and the engine would
	// be another one. They are for the person's own builds.
	for _, flag := range strings.Fields(s.GOFLAGS) {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		if slices.Contains([]string{"tags", "mod", "modfile", "modcacherw"}, name) {
			tc.flags = append(tc.flags, flag)
		}
	}
	tc.id = tc.identify(s)
}

// identify digests all that what is compiled depends on besides the sources.
func (tc *Toolchain) identify(s *settings) string {
	same := *s
	same.GOMOD, same.GOWORK, same.GOENV, same.GOFLAGS, same.GOTOOLCHAIN = "", "", "", "", ""
	h := sha256.New()
	fmt.Fprintf(h, "%s/%s %+v %q\n", runtime.GOOS, runtime.GOARCH, same, tc.tags())
	programs := []string{filepath.Join(tc.Tools, "compile"), filepath.Join(tc.Tools, "link")}
	if cc := strings.Fields(s.CC); len(cc) > 0 {
		if path, err := lookPath(cc[0], tc.dir, tc.base); err == nil {
			programs = append(programs, path)
		}
	}
	for _, path := range programs {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:20]
}

// tags are the flags that mean the same wherever a package is.
func (tc *Toolchain) tags() []string {
	return slices.DeleteFunc(slices.Clone(tc.flags), func(flag string) bool {
		return !strings.HasPrefix(strings.TrimLeft(flag, "-"), "tags")
	})
}

// suits tells what keeps the toolchain from building plugins.
func (tc *Toolchain) suits(s *settings) error {
	if !pluginsOn(runtime.GOOS, runtime.GOARCH) {
		return &Problem{
			What: fmt.Sprintf("Go cannot load plugins on %s/%s", runtime.GOOS, runtime.GOARCH),
			Do:   "use a session on Linux or macOS for such cells (engine.command can run the engine elsewhere)",
		}
	}
	if !strings.HasPrefix(s.GOVERSION, "devel") && version.Compare(s.GOVERSION, oldest) < 0 {
		return &Problem{
			What: fmt.Sprintf("the toolchain here is %s, and compiled cells need %s", s.GOVERSION, oldest),
			Do:   toolchainAdvice(s),
		}
	}
	cc := strings.Fields(s.CC)
	var err error = errors.New("CC is empty")
	if len(cc) > 0 {
		_, err = lookPath(cc[0], tc.dir, tc.base)
	}
	switch {
	case err != nil:
		return &Problem{
			What: "no C compiler was found, which linking a plugin takes (" + s.CC + ")",
			Do:   "install gcc or clang, or set CC",
			Err:  err,
		}
	case s.CGO_ENABLED != "1":
		return &Problem{What: "cgo is off, without which Go loads no plugins", Do: "unset CGO_ENABLED (go env -u CGO_ENABLED), or set it to 1"}
	}
	return nil
}

// toolchainAdvice says how to come to a newer toolchain.
func toolchainAdvice(s *settings) string {
	if s.GOTOOLCHAIN == "local" {
		return "install a newer Go, or unset GOTOOLCHAIN=local so that the go command can get one"
	}
	return "install Go " + strings.TrimPrefix(oldest, "go") + " or later, or set GOTOOLCHAIN=" + oldest + ".0"
}

// pluginsOn tells where this program's native lane works: where Go has plugins, the engine's own
// assembly is, and the system's linker takes the version script by which plugins share what they
// declare. That of macOS takes none.
func pluginsOn(goos, goarch string) bool {
	return goos == "linux" && (goarch == "amd64" || goarch == "arm64")
}

// env is the environment for the toolchain's commands in a folder: with the GOFLAGS that say
// what is built, and without those that only say what is done with it.
func (tc *Toolchain) env(dir string, flags []string, more ...string) []string {
	return with(tc.base, slices.Concat([]string{"GOFLAGS=" + strings.Join(flags, " "), "PWD=" + dir}, more)...)
}

// with is env in which the variables of more replace those of the same name.
func with(env []string, more ...string) []string {
	out := slices.DeleteFunc(slices.Clone(env), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return slices.ContainsFunc(more, func(m string) bool { return strings.HasPrefix(m, name+"=") })
	})
	return append(out, more...)
}

// lookPath finds a program as a shell in dir with the environment env would.
func lookPath(name, dir string, env []string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) {
		return exec.LookPath(name)
	}
	path := ""
	for _, e := range env {
		if value, ok := strings.CutPrefix(e, "PATH="); ok {
			path = value
		}
	}
	for _, folder := range filepath.SplitList(path) {
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(dir, folder)
		}
		if found, err := exec.LookPath(filepath.Join(folder, name)); err == nil {
			return found, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}
