package session

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// This file reads values of settings as TOML has them, and as a person types them.

func read[T any](v any, want string, dst **T) error {
	t, ok := v.(T)
	if !ok {
		return fmt.Errorf("is %v, and must be %s", v, want)
	}
	*dst = &t
	return nil
}

func readStrings(v any, dst *[]string) error {
	list, ok := v.([]any)
	if !ok {
		return fmt.Errorf("is %v, and must be a list of strings", v)
	}
	out := []string{}
	for _, e := range list {
		str, ok := e.(string)
		if !ok {
			return fmt.Errorf("has %v in it, and must be a list of strings", e)
		}
		out = append(out, str)
	}
	*dst = out
	return nil
}

// readCommands reads a list of commands, each a list of its words.
func readCommands(v any, dst *[][]string) error {
	wrong := fmt.Errorf(`is %v, and must be a list of commands such as ["sed", "-e", "s/a/b/"]`, v)
	list, ok := v.([]any)
	if !ok {
		return wrong
	}
	out := [][]string{}
	for _, e := range list {
		var words []string
		if readStrings(e, &words) != nil {
			return wrong
		}
		if len(words) == 0 || words[0] == "" {
			return errors.New("has a command with no name in it")
		}
		out = append(out, words)
	}
	*dst = out
	return nil
}

func readDuration(v any, dst **time.Duration) error {
	str, ok := v.(string)
	if !ok {
		return fmt.Errorf(`is %v, and must be a duration such as "30m"`, v)
	}
	d, err := time.ParseDuration(str)
	if err != nil || d < 0 {
		return fmt.Errorf(`is %q, and must be a duration such as "30m"`, str)
	}
	*dst = &d
	return nil
}

var sizeUnits = []struct {
	suffix string
	bytes  int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1}}

// readSize reads a number of bytes, or a string such as "2GiB".
func readSize(v any, dst **int64) error {
	if n, ok := v.(int64); ok && n >= 0 {
		*dst = &n
		return nil
	}
	if str, ok := v.(string); ok {
		for _, u := range sizeUnits {
			num, found := strings.CutSuffix(str, u.suffix)
			if !found {
				continue
			}
			n, err := strconv.ParseInt(strings.TrimSpace(num), 10, 64)
			if err == nil && n >= 0 && n <= (1<<62)/u.bytes {
				n *= u.bytes
				*dst = &n
				return nil
			}
		}
	}
	return fmt.Errorf(`is %v, and must be a number of bytes or a size such as "2GiB"`, v)
}
