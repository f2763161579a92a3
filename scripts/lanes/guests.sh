# The prebuilt plugins are what their sources build to. In CI the compilers are installed; elsewhere those present count.
. scripts/lanes/lib.sh
[ -f guests/build.sh ] || skip 'no guests/build.sh'

wasm_bindgen=0.2.130
if [ "${CI:-}" = true ]; then
  # Whatever can't be installed is left out by the check below, by name.
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang-19 lld-19 || true
  python3 -m pip install --quiet --disable-pip-version-check ziglang==0.17.1 || true
  rustup target add wasm32-unknown-unknown || true
  root=${GUEST_TOOLS:-$HOME/.cache/hospes-guests}/wasm-bindgen-$wasm_bindgen
  [ -x "$root/bin/wasm-bindgen" ] ||
    cargo install --quiet wasm-bindgen-cli --version "$wasm_bindgen" --root "$root" || true
fi

status=0
guests/build.sh --check 2>&1 | tee "$LANE_COUNTS.log" || status=$?
# Its last line: guests: N passed, N failed, N skipped
read -r _ passed _ failed _ skipped _ < <(tail -n 1 "$LANE_COUNTS.log")
count "$passed" "$failed" "$skipped"
grep ' needs ' "$LANE_COUNTS.log" | sed 's/^/skipped: /' || true
exit "$status"
