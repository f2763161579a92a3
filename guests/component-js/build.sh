#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need_npm componentize-qjs 0.4.5
made_by "componentize-qjs 0.4.5"

# --sync: without it the exports are asynchronous. --stub-wasi: what it imports of WASI by default, it never calls.
mkdir -p "$OUT/component"
"$npm_bin/componentize-qjs" --wit ../wit/greeter.wit --world greeter --js greeter.js \
  --sync --stub-wasi --opt-size --output "$OUT/component/js.wasm"
