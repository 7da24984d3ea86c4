package imports

import _ "embed"

//go:embed bundle/std_windows.zip
var systemBundle string
