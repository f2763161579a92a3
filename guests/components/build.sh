#!/usr/bin/env bash
# Components: greeters made of core modules, resources that cross the boundary both ways, and two components in one.
. "$(dirname "$0")/../toolchain.sh"
need_rust wasm32-unknown-unknown
need_rust wasm32-wasip2
need_crate wasm-tools wasm-tools 1.263.0
wasm_tools=$tool
need_crate wac-cli wac 0.12.0 'cargo install wac-cli --version 0.12.0 --no-default-features --features wit'
wac=$tool
made_by "$(rust_version), wit-bindgen 0.63.0, wasm-tools 1.263.0, wac 0.12.0, crates $(crates ../rust-wit-bindgen buffers phrase-book portuguese types)"

mkdir -p "$OUT/component" "$OUT/core"

# rust_module FOLDER TARGET NAME: builds the crate and puts the path of its module into $module.
rust_module() {
  build_crate "$1" "$2" dist
  module=dist/$2/release/$3.wasm
}

# A module of wit-bindgen carries its world; wasip2's linker makes a component by itself, with all of WASI that the
# standard library could ask for.
rust_module ../rust-wit-bindgen wasm32-unknown-unknown greeter
"$wasm_tools" component new "$module" -o "$OUT/component/rust.wasm"
rust_module ../rust-wit-bindgen wasm32-wasip2 greeter
cp "$module" "$OUT/component/rust-wasip2.wasm"

# A module that carries no world is given one.
"$wasm_tools" component embed ../wit/greeter.wit --world greeter ../prebuilt/greeter/c.wasm |
  "$wasm_tools" component new -o "$OUT/component/c.wasm"

for crate in buffers phrase-book portuguese types; do
  rust_module "$crate" wasm32-unknown-unknown "${crate/-/_}"
  "$wasm_tools" component new "$module" -o "$OUT/component/$crate.wasm"
done
cp dist/wasm32-unknown-unknown/release/types.wasm "$OUT/core/types.wasm"

"$wac" plug "$OUT/component/portuguese.wasm" --plug "$OUT/component/phrase-book.wasm" -o "$OUT/component/composed.wasm"

for component in "$OUT"/component/*.wasm; do "$wasm_tools" validate --features all "$component"; done
