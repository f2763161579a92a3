;; Small programs of many shapes, each (i32, i32) -> i32, for mutants to be made of.
(module
  (type $binary (func (param i32 i32) (result i32)))
  (type $pair (func (param i32) (result i32 i64)))
  (tag $odd (param i32))
  (memory $memory 1 4)
  (table $table 4 4 funcref)
  (global $calls (mut i32) (i32.const 0))
  (global $step i32 (i32.const 3))
  (global $long (mut i64) (i64.const -1))
  (elem (i32.const 0) $add $fib $sum $pick)
  (elem $spare func $add $fib)
  (data (i32.const 64) "\01\02\03\04\05\06\07\08\09")
  (data $blob "passive bytes")

  (func $add (export "add") (type $binary)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.add (local.get 0) (local.get 1)))

  (func $fib (export "fib") (type $binary)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
      (then (local.get 0))
      (else (i32.add
        (call $fib (i32.sub (local.get 0) (i32.const 1)) (local.get 1))
        (call $fib (i32.sub (local.get 0) (i32.const 2)) (local.get 1))))))

  (func $sum (export "sum") (type $binary)
    (local $total i32)
    (loop $again
      (local.set $total (i32.add (local.get $total) (i32.mul (local.get 0) (global.get $step))))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get 0) (i32.const 0))))
    (i32.add (local.get $total) (local.get 1)))

  (func $pick (export "pick") (type $binary)
    (block $out (result i32)
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two (local.get 0)))
          (br $out (i32.const 10)))
        (return (i32.const 20)))
      (i32.const 30)))

  (func (export "nested") (type $binary)
    (local $i i32) (local $j i32) (local $n i32)
    (loop $outer
      (local.set $j (i32.const 0))
      (loop $inner
        (local.set $n (i32.add (local.get $n) (i32.xor (local.get $i) (local.get $j))))
        (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get 1))))
      (local.set $n (call $add (local.get $n) (local.get $i)))
      (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (local.get $n))

  (func (export "memory") (type $binary)
    (memory.fill (i32.const 0) (local.get 0) (i32.const 40))
    (memory.copy (i32.const 8) (i32.const 64) (i32.const 9))
    (memory.init $blob (i32.const 100) (i32.const 0) (i32.const 13))
    (i64.store offset=16 (local.get 1) (global.get $long))
    (i32.add
      (i32.load8_u offset=1 (local.get 1))
      (i32.add (i32.load (i32.const 100)) (memory.grow (i32.const 1)))))

  (func (export "tables") (type $binary)
    (table.init $spare (i32.const 2) (i32.const 0) (i32.const 2))
    (table.copy (i32.const 0) (i32.const 1) (i32.const 2))
    (table.fill (i32.const 3) (ref.func $sum) (i32.const 1))
    (call_indirect (type $binary) (local.get 0) (local.get 1) (i32.and (local.get 0) (i32.const 3))))

  (func $pair (type $pair)
    (local $n i32)
    (loop $again
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (local.get 0))))
    (br 0 (local.get $n) (i64.extend_i32_u (local.get 0))))

  (func (export "pairs") (type $binary)
    (call $pair (local.get 0))
    (global.set $long)
    (i32.add (i32.wrap_i64 (global.get $long))))

  (func $throws (param i32)
    (if (i32.and (local.get 0) (i32.const 1)) (then (throw $odd (local.get 0)))))

  (func (export "exceptions") (type $binary)
    (local $n i32)
    (loop $again
      (try
        (do (call $throws (local.get 0)))
        (catch $odd (local.set $n (i32.add (local.get $n))))
        (catch_all (local.set $n (i32.const -1))))
      (loop $spin
        (br_if $spin (i32.lt_u (local.tee 1 (i32.sub (local.get 1) (i32.const 1))) (i32.const 9))))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $n))

  (func (export "tails") (type $binary)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $add (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))

  (func (export "floats") (type $binary)
    (i32.trunc_sat_f64_s (f64.div
      (f64.sqrt (f64.convert_i32_s (local.get 0)))
      (f64.promote_f32 (f32.demote_f64 (f64.convert_i32_u (local.get 1))))))))
