#!/usr/bin/env bash
# The English greeter and the zoo, by wasm-bindgen of six ages; each as it is and stripped, each before and after the
# wasm-bindgen tool. Then the zoo's own glue is asked what it answers.
. "$(dirname "$0")/../toolchain.sh"
need node 'Node 20 or newer'

eras=(0.2.84 0.2.89 0.2.95 0.2.100 0.2.108 0.2.130)
# Rust refuses a wasm-bindgen older than 0.2.88 since the C convention of WebAssembly changed.
toolchain_of() { case $1 in 0.2.84) echo 1.70.0 ;; *) echo stable ;; esac; }

for era in "${eras[@]}"; do
  need_rust wasm32-unknown-unknown "$(toolchain_of "$era")"
  case $era in
    0.2.84) how="cargo +1.70.0 install wasm-bindgen-cli --version $era --locked" ;;
    *) how="cargo install wasm-bindgen-cli --version $era" ;;
  esac
  need_wasm_bindgen "$era" "$how"
done

for era in "${eras[@]}"; do
  need_rust wasm32-unknown-unknown "$(toolchain_of "$era")"
  need_wasm_bindgen "$era"
  # The macros of some eras ask for names that today's compiler has never heard of.
  case $era in 0.2.84) RUST_FLAGS= ;; *) RUST_FLAGS=-Aunexpected_cfgs ;; esac
  mkdir -p "$OUT/bindgen/$era"
  for crate in greeter zoo; do
    package=dist/$era/$crate
    mkdir -p "$package"
    case $crate in greeter) source=../../../../rust-wasm-bindgen/src/lib.rs ;; zoo) source=../../../src/zoo.rs ;; esac
    case $era in
      0.2.84) features=text_enums_want_js_sys ;;
      0.2.89) features=text_enums_want_js_sys,lists ;;
      0.2.108 | 0.2.130) features=lists,option_json ;;
      *) features=lists ;;
    esac
    sed "s|CRATE|$crate|; s|SOURCE|$source|; s|ERA|$era|" Cargo.template.toml >"$package/Cargo.toml"
    # The newest cargo picks dependencies that the crate's rust-version can compile; older ones can't.
    [ -f "$package/Cargo.lock" ] || RUSTUP_TOOLCHAIN=stable CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback \
      cargo generate-lockfile --quiet --manifest-path "$package/Cargo.toml"
    built=dist/$era/target/wasm32-unknown-unknown/release/$crate.wasm
    for strip in debuginfo true; do
      case $strip in debuginfo) variant= ;; true) variant=-stripped ;; esac
      CARGO_PROFILE_RELEASE_STRIP=$strip \
        build_crate "$package" wasm32-unknown-unknown "dist/$era/target" --features "$features"
      cp "$built" "$OUT/bindgen/$era/$crate$variant-precli.wasm"
      bindgen_module "$built" "$OUT/bindgen/$era/$crate$variant.wasm"
      bindgen --target nodejs --out-dir "dist/$era/glue$variant" "$built"
    done
  done
done

# The glue is CommonJS, whatever the project around it is.
echo '{}' >dist/package.json
node answers.mjs "$OUT/bindgen/answers.json" "${eras[@]}"

old=$(RUSTUP_TOOLCHAIN=1.70.0 rust_version)
new=$(RUSTUP_TOOLCHAIN=stable rust_version)
made_by "$old for wasm-bindgen 0.2.84, $new for ${eras[*]:1}, crates $(crates dist/*/greeter dist/*/zoo)"
