#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need_rust wasm32-unknown-unknown
made_by "$(rust_version), wit-bindgen 0.63.0"

cargo build --release --quiet --target wasm32-unknown-unknown --target-dir dist
cp dist/wasm32-unknown-unknown/release/greeter.wasm "$OUT/greeter/rust-wit-bindgen.wasm"
