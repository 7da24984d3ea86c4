module github.com/goawait/goawait

go 1.26.0

require (
	github.com/traefik/yaegi v0.16.1 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
