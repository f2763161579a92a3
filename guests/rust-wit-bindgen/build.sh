#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need_rust wasm32-unknown-unknown
made_by "$(rust_version), wit-bindgen 0.63.0, crates $(crates .)"

build_crate . wasm32-unknown-unknown dist
cp dist/wasm32-unknown-unknown/release/greeter.wasm "$OUT/greeter/rust-wit-bindgen.wasm"
