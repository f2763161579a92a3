;; Gives a string of 32 MiB.
(module
  (memory (export "memory") 600)
  (data (i32.const 16) "\20\00\00\00\00\00\00\02")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "greet") (param i32 i32) (result i32) (i32.const 16)))
