;; Grows its memory by 16 MiB for as long as it gets them, and greets with a digit for each time it tried.
(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "greet") (param i32 i32) (result i32) (local $at i32)
    (local.set $at (i32.const 32))
    (loop $more
      (i32.store8 (local.get $at) (i32.const 49))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $more (i32.ne (memory.grow (i32.const 256)) (i32.const -1))))
    (i32.store (i32.const 16) (i32.const 32))
    (i32.store (i32.const 20) (i32.sub (local.get $at) (i32.const 33)))
    (i32.const 16)))
