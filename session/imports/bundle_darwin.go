package imports

import _ "embed"

//go:embed bundle/std_darwin.zip
var systemBundle string
