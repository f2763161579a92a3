;; The guest that the benchmarks call: a freestanding core module in the Canonical ABI that does as little as it can,
;; so that what is measured is the way in and out. Its allocator is a bump; each post-return starts it again.
(module
  (memory (export "memory") 64)
  (global $next (mut i32) (i32.const 4096))
  (data (i32.const 1024) "Hello, ")

  (func $allocate (export "cabi_realloc")
    (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (memory.copy (local.get $at) (local.get $old) (local.get $oldSize))
    (local.get $at))

  (func (export "greet") (param $name i32) (param $length i32) (result i32)
    (local $at i32)
    (local.set $at
      (call $allocate (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 8))))
    (memory.copy (local.get $at) (i32.const 1024) (i32.const 7))
    (memory.copy (i32.add (local.get $at) (i32.const 7)) (local.get $name) (local.get $length))
    (i32.store8 (i32.add (i32.add (local.get $at) (i32.const 7)) (local.get $length)) (i32.const 33))
    (i32.store (i32.const 1040) (local.get $at))
    (i32.store (i32.const 1044) (i32.add (local.get $length) (i32.const 8)))
    (i32.const 1040))
  (func (export "cabi_post_greet") (param i32)
    (global.set $next (i32.const 4096)))

  (func (export "next") (param $n i32) (result i32)
    (i32.add (local.get $n) (i32.const 1)))

  (func (export "first") (param $numbers i32) (param $count i32) (result i32)
    (i32.load (local.get $numbers)))
  (func (export "cabi_post_first") (param i32)
    (global.set $next (i32.const 4096))))
