//go:build !darwin && !windows

package imports

import _ "embed"

//go:embed bundle/std_linux.zip
var systemBundle string
