;; The component that the benchmarks call, written so that its own part of a call is as small as it can be. Its allocator
;; is a bump; each post-return, and the end of a call that has none, starts it again.
(component
  (import "tick" (func $tick (param "n" u32) (result u32)))
  (import "log" (func $log (param "text" string)))
  (type $Point (record (field "x" f64) (field "y" f64)))
  (import "point" (type $point (eq $Point)))

  (core module $Memory
    (memory (export "memory") 64)
    (global $next (mut i32) (i32.const 4096))
    (data (i32.const 1024) "Hello, ")
    (func (export "realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get $size)))
      (memory.copy (local.get $at) (local.get $old) (local.get $oldSize))
      (local.get $at))
    (func (export "free") (global.set $next (i32.const 4096))))

  (core module $Guest
    (import "memory" "memory" (memory 64))
    (import "memory" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
    (import "memory" "free" (func $free))
    (import "host" "tick" (func $tick (param i32) (result i32)))
    (import "host" "log" (func $log (param i32 i32)))

    (func $pair (param $at i32) (param $length i32) (result i32)
      (i32.store (i32.const 1040) (local.get $at))
      (i32.store (i32.const 1044) (local.get $length))
      (i32.const 1040))
    (func (export "post") (param i32) (call $free))
    (func (export "post f64") (param f64) (call $free))

    (func (export "greet") (param $name i32) (param $length i32) (result i32)
      (local $at i32)
      (local.set $at
        (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 8))))
      (memory.copy (local.get $at) (i32.const 1024) (i32.const 7))
      (memory.copy (i32.add (local.get $at) (i32.const 7)) (local.get $name) (local.get $length))
      (i32.store8 (i32.add (i32.add (local.get $at) (i32.const 7)) (local.get $length)) (i32.const 33))
      (call $pair (local.get $at) (i32.add (local.get $length) (i32.const 8))))

    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "echo") (param $at i32) (param $length i32) (result i32)
      (call $pair (local.get $at) (local.get $length)))
    ;; The x of the last point.
    (func (export "last") (param $at i32) (param $length i32) (result f64)
      (f64.load (i32.add (local.get $at) (i32.mul (i32.sub (local.get $length) (i32.const 1)) (i32.const 16)))))

    (func (export "ticks") (param $count i32) (param $n i32) (result i32)
      (loop $again
        (local.set $n (call $tick (local.get $n)))
        (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
      (local.get $n))
    ;; Ten letters at a time, from a place that changes.
    (func (export "logs") (param $count i32)
      (loop $again
        (call $log (i32.add (i32.const 2048) (i32.and (local.get $count) (i32.const 7))) (i32.const 10))
        (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (data (i32.const 2048) "abcdefghijklmnopqrstuvwxyz"))

  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "realloc" (core func $realloc))
  (core func $tick' (canon lower (func $tick)))
  (core func $log' (canon lower (func $log) (memory $mem)))
  (core instance $guest (instantiate $Guest
    (with "memory" (instance $memory))
    (with "host" (instance (export "tick" (func $tick')) (export "log" (func $log'))))))
  (alias core export $guest "post" (core func $post))

  (func (export "greet") (param "name" string) (result string)
    (canon lift (core func $guest "greet") (memory $mem) (realloc $realloc) (post-return $post)))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $guest "add")))
  (func (export "echo") (param "bytes" (list u8)) (result (list u8))
    (canon lift (core func $guest "echo") (memory $mem) (realloc $realloc) (post-return $post)))
  (func (export "last") (param "points" (list $point)) (result f64)
    (canon lift (core func $guest "last") (memory $mem) (realloc $realloc) (post-return (core func $guest "post f64"))))
  (func (export "mirror") (param "points" (list $point)) (result (list $point))
    (canon lift (core func $guest "echo") (memory $mem) (realloc $realloc) (post-return $post)))
  (func (export "ticks") (param "count" u32) (param "n" u32) (result u32)
    (canon lift (core func $guest "ticks")))
  (func (export "logs") (param "count" u32)
    (canon lift (core func $guest "logs"))))
