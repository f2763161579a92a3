#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
if command -v zig >/dev/null; then
  zig=(zig)
elif python3 -c 'import ziglang' 2>/dev/null; then
  zig=(python3 -m ziglang)
else
  missing zig 'the PyPI package ziglang (0.17.1), or zig on the PATH'
fi
made_by "Zig $("${zig[@]}" version)"

# -rdynamic exports every `export fn`; -fno-entry, since a plugin has no main.
"${zig[@]}" build-exe greeter.zig -target wasm32-freestanding -O ReleaseSmall -fno-entry -rdynamic -fstrip \
  --cache-dir dist/cache --global-cache-dir dist/cache -femit-bin="$OUT/greeter/zig.wasm"
