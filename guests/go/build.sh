#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need go 'Go 1.24 or newer'
made_by "$(go env GOVERSION | sed 's/^go/Go /')"

# c-shared makes a reactor: a module with _initialize that is called again and again, not a program that ends.
GOOS=wasip1 GOARCH=wasm GOTOOLCHAIN=local GOFLAGS=-buildvcs=false \
  go build -buildmode=c-shared -trimpath -ldflags='-s -w -buildid=' -o "$OUT/greeter/go.wasm" .
