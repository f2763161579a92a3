#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need_rust wasm32-unknown-unknown
need_wasm_bindgen 0.2.130
made_by "$(rust_version), wasm-bindgen 0.2.130, crates $(crates .)"

build_crate . wasm32-unknown-unknown dist
bindgen_module dist/wasm32-unknown-unknown/release/greeter.wasm "$OUT/greeter/rust-wasm-bindgen.wasm"
