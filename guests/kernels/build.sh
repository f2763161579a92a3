#!/usr/bin/env bash
. "$(dirname "$0")/../toolchain.sh"
need clang-19 'the Debian package clang-19'
need wasm-ld-19 'the Debian package lld-19'
made_by "clang $(clang-19 -dumpversion), lld $(wasm-ld-19 --version | grep -o '[0-9.]*' | head -1)"

mkdir -p dist "$OUT/core"
clang-19 --target=wasm32-unknown-unknown -std=c17 -O2 -ffreestanding -mbulk-memory -Wall -Wextra -Werror \
  -c -o dist/kernels.o kernels.c
wasm-ld-19 --no-entry --strip-all -z stack-size=65536 -o "$OUT/core/kernels.wasm" dist/kernels.o
