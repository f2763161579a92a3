# What every guest's build.sh starts with: `. toolchain.sh`. Called as `build.sh OUT`, it builds into OUT, in the folders
# of prebuilt/, and writes the versions of its tools to OUT/made-by. Exit 69 says that a tool is missing.
set -euo pipefail
export LC_ALL=C

[ $# -eq 1 ] || { echo "usage: $0 OUT, or guests/build.sh" >&2; exit 2; }
mkdir -p "$1/greeter"
OUT=$(cd "$1" && pwd)
cd "$(dirname "$0")"
HERE=$PWD
# Where tools of one exact version are kept apart from the others.
GUEST_TOOLS=${GUEST_TOOLS:-$HOME/.cache/hospes-guests}

# need TOOL WHERE: stops when TOOL is not on the PATH, and says where it comes from. Nothing is installed from here.
need() {
  command -v "$1" >/dev/null || missing "$1" "$2"
}

missing() {
  echo "$(basename "$HERE") needs $1: $2" >&2
  exit 69
}

made_by() {
  echo "$1" >"$OUT/made-by"
}

# need_rust TARGET [TOOLCHAIN]
need_rust() {
  need rustup 'rustup, the installer of Rust'
  export RUSTUP_TOOLCHAIN=${2:-stable}
  rustup run "$RUSTUP_TOOLCHAIN" rustc --version >/dev/null 2>&1 ||
    missing "Rust $RUSTUP_TOOLCHAIN" "rustup toolchain install $RUSTUP_TOOLCHAIN --profile minimal"
  rustup target list --installed | grep -qx "$1" || missing "the target $1" "rustup target add $1"
}

# build_crate FOLDER TARGET OUTPUT [OPTION...]: into OUTPUT, without this machine's paths in panic messages.
build_crate() {
  local folder=$1 target=$2 output=$3 sources
  shift 3
  mkdir -p "$output"
  output=$(cd "$output" && pwd)
  # The folders that crates are unpacked into are there only after they have been fetched.
  (cd "$folder" && cargo fetch --quiet --target "$target")
  local flags=${RUST_FLAGS:+$RUST_FLAGS$'\x1f'}--remap-path-prefix=$HERE=/guest
  for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    flags+=$'\x1f'--remap-path-prefix=$sources=/crates
  done
  (cd "$folder" && CARGO_ENCODED_RUSTFLAGS=$flags CARGO_INCREMENTAL=0 \
    cargo build --release --quiet --target "$target" --target-dir "$output" "$@")
}

rust_version() {
  rustc --version | sed 's/^rustc \([^ ]*\).*/Rust \1/'
}

# crates FOLDER...: a short digest of which versions cargo chose for those packages: without a lock file they may move on,
# and the bytes with them.
crates() {
  local folder
  for folder in "$@"; do
    RUSTUP_TOOLCHAIN=stable cargo tree --quiet --manifest-path "$folder/Cargo.toml" --target wasm32-unknown-unknown \
      --prefix none --format '{p}' | sed 's/ (.*//'
  done | sort -u | sha256sum | cut -c1-8
}

# need_crate CRATE TOOL VERSION [HOW]: puts the path of exactly that version into $tool: from the PATH, or from a root of
# its own under $GUEST_TOOLS.
need_crate() {
  local root=$GUEST_TOOLS/$2-$3
  for tool in "$root/bin/$2" "$2"; do
    case "$("$tool" --version 2>/dev/null)" in "$2 $3" | "$2-cli $3" | "$2 $3 "*) return ;; esac
  done
  missing "$2 $3" "${4:-cargo install $1 --version $3} --root $root"
}

# need_npm PACKAGE VERSION: puts the folder of its commands into $npm_bin.
need_npm() {
  local root=$GUEST_TOOLS/$1-$2
  npm_bin=$root/node_modules/.bin
  [ -x "$npm_bin/$1" ] || missing "$1 $2" "npm install --prefix $root $1@$2"
}

need_wasm_bindgen() {
  need_crate wasm-bindgen-cli wasm-bindgen "$@"
  wasm_bindgen=$tool
}

# bindgen ARGUMENT...: the tool that need_wasm_bindgen found. Its warnings about stripped input are shown when it fails.
bindgen() {
  "$wasm_bindgen" --no-typescript "$@" 2>dist/bindgen.log || { cat dist/bindgen.log >&2; return 1; }
}

# bindgen_module INPUT OUTPUT: only the module is kept; no glue is needed.
bindgen_module() {
  rm -rf dist/bindgen
  bindgen --target bundler --out-dir dist/bindgen --out-name "$(basename "$1" .wasm)" "$1"
  cp "dist/bindgen/$(basename "$1" .wasm)_bg.wasm" "$2"
}
