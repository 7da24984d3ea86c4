package session

import "github.com/goawait/goawait/transform"

// CheckEnv returns what a check depends on besides text and namespace where no session runs:
// under settings, with the runners and magics of this build. importer may be nil.
func CheckEnv(settings Settings, importer transform.Importer) *transform.Env {
	return &transform.Env{
		Autoawait: settings.Autoawait, Runners: builtRunners, Magics: newMagicTable().names,
		CellNo: 1, Importer: importer,
	}
}
