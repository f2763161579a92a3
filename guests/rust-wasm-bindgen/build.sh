#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need_rust wasm32-unknown-unknown
need_wasm_bindgen 0.2.130
made_by "$(rust_version), wasm-bindgen 0.2.130"

cargo build --release --quiet --target wasm32-unknown-unknown --target-dir dist
bindgen_module dist/wasm32-unknown-unknown/release/greeter.wasm "$OUT/greeter/rust-wasm-bindgen.wasm"
