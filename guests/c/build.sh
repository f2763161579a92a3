#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need clang-19 'the Debian package clang-19'
need wasm-ld-19 'the Debian package lld-19'
made_by "clang $(clang-19 -dumpversion), lld $(wasm-ld-19 --version | grep -o '[0-9.]*' | head -1)"

# -mbulk-memory makes __builtin_memcpy an instruction, so no C library is called. The linker is called by itself: clang as
# a linker runs any wasm-opt that it finds, and the bytes would depend on that.
mkdir -p dist
clang-19 --target=wasm32-unknown-unknown -std=c17 -O2 -ffreestanding -mbulk-memory -Wall -Wextra -Werror \
  -c -o dist/greeter.o greeter.c
wasm-ld-19 --no-entry --strip-all -z stack-size=16384 -o "$OUT/greeter/c.wasm" dist/greeter.o
