# goawait: what there is to do here. `make help` lists it.

GO       ?= go
BIN      := bin/goawait
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 5m

.PHONY: audit help build demo test check race plain packages bench bench-editors pictures golden fuzz e2e extension extension-bundled install corpus sample differ generate cross bench-compiled

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

build: ## bin/goawait
	$(GO) build -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/goawait

install: ## goawait into $(go env GOPATH)/bin
	$(GO) install -trimpath -ldflags '$(LDFLAGS)' ./cmd/goawait

demo: build ## build, then run a scratch file with top-level await in this terminal
	$(BIN) run --values integration/demo/scratch.goa

test: ## everything a change must pass: check, race, plain, packages and sample, and e2e beside them (its output is in bin/e2e.log)
	@./integration/test.sh

check: ## formatting, vet, staticcheck, generated files, types on the other systems
	./integration/check.sh

race: ## all Go tests under the race detector, in random order (check has vetted them)
	$(GO) test -vet=off -race -shuffle=on ./...

plain: ## the tests that the race detector leaves no room for: engines at their limits
	$(GO) test -vet=off -shuffle=on ./session ./session/engine

packages: ## cells that import what takes long to compile: gonum, SQLite in C and SQLite in Go
	GOAWAIT_E2E=1 $(GO) test -vet=off -count=1 -run TestPackages ./integration/native

extension: ## vscode-extension/goawait.vsix
	./vscode-extension/package.sh

extension-bundled: ## vscode-extension/goawait-TARGET.vsix, with the program in it, for TARGET (this machine's)
	./vscode-extension/package.sh $(or $(TARGET),host)

audit: ## what npm's registry knows against the packages of the extension and its tests; 2 where it could not be asked
	@./integration/audit.sh

e2e: ## real VS Codes, real Neovims and VS Code's own DAP client against the real binary (installs them)
	./integration/e2e.sh

golden: ## rewrite the expected outputs of the tests
	$(GO) test ./transform ./session ./session/engine ./session/imports ./dap ./dap/daptest ./cmd/goawait -update

fuzz: differ ## every fuzz target for FUZZTIME (5m) each, and programs that are made up
	./integration/fuzz.sh $(FUZZTIME)

differ: build ## programs that are made up, in both lanes and by the toolchain, for FUZZTIME: none may differ
	nice $(GO) run ./integration/fuzz -goawait $(BIN) -time $(FUZZTIME) -keep bin

bench: build ## side by side with IPython and its kernel (installs them), with go build and Python, and with asyncio, trio and Node
	./integration/editors/install.sh bench
	$(GO) run ./integration/bench -goawait $(BIN)
	$(GO) run ./integration/bench/await

bench-compiled: build ## from opening a workspace to its first compiled cell, and what 200 compiled cells take: minutes
	$(GO) run ./integration/bench -goawait $(BIN) -only opening
	$(GO) run ./integration/bench -goawait $(BIN) -only compiled

bench-editors: build ## from a key to the value on the screen, in VS Code
	./integration/vscode/run.sh bench.js

pictures: build ## the pictures of the extension's README, of the real thing
	./integration/vscode/run.sh pictures.js

corpus: build ## Go's and yaegi's own test programs, in every lane, against the toolchain: an hour or two
	nice $(GO) run ./integration/corpus -goawait $(BIN) -report bin/corpus.md

sample: build ## one in 40 of those programs, a few minutes
	$(GO) run ./integration/corpus -goawait $(BIN) -every 40

generate: ## make the generated files anew
	$(GO) generate ./...

cross: ## it builds for the other systems; check only looks at types there
	GOOS=darwin $(GO) build -o /dev/null ./cmd/goawait
	GOOS=windows $(GO) build -o /dev/null ./cmd/goawait
