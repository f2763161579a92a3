;; Imports what every object has. Given an ordinary object of imports, an engine would find it there.
(module
  (import "toString" "constructor" (func $make (param externref) (result externref)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "greet") (param i32 i32) (result i32) (i32.const 0)))
