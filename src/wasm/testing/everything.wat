;; Every section, and every form of instruction that both the assembler and the oldest supported engine know.
(module $everything
  (type $binary (func (param i32 i32) (result i32)))
  (type $pair (func (result i32 i64)))
  (import "env" "log" (func $log (param i32)))
  (import "env" "memory" (memory $imported 1 4))
  (import "env" "table" (table $shared 2 funcref))
  (import "env" "sp" (global $sp (mut i32)))
  (import "env" "oops" (tag $oops (param i32)))
  (table $own 1 8 externref)
  (tag $fault (param i64))
  (global $constant i32 (i32.const -7))
  (global $most i64 (i64.const 0x7fffffffffffffff))
  (global $pi f64 (f64.const 3.14))
  (global $half (mut f32) (f32.const 0.5))
  (global $lanes v128 (v128.const i32x4 1 2 3 4))
  (global $nothing (mut externref) (ref.null extern))
  (global $callee funcref (ref.func $numbers))
  (export "numbers" (func $numbers))
  (export "memory" (memory $imported))
  (export "table" (table $own))
  (export "half" (global $half))
  (export "fault" (tag $fault))
  (start $start)
  (elem (table $shared) (i32.const 0) func $numbers $start)
  (elem $passive func $numbers)
  (elem $expressions funcref (ref.func $numbers) (ref.null func))
  (elem declare func $control)
  (elem (table $shared) (i32.const 1) funcref (ref.null func))
  (func $start
    global.get $sp
    i32.const 16
    i32.sub
    global.set $sp)
  (func $numbers (type $binary)
    (local i64 i64 f32 f64 v128)
    local.get 0
    local.tee 1
    i32.extend8_s
    i64.extend_i32_u
    i64.const -0x8000000000000000
    i64.xor
    local.set 2
    f32.const nan:0x200000
    i32.trunc_sat_f32_s
    drop
    f64.const inf
    i64.trunc_f64_u
    i32.wrap_i64
    local.get 0
    local.get 1
    select
    nop)
  (func $control (param i32) (result i32)
    block (result i32)
      loop
        local.get 0
        if
          local.get 0
          local.get 0
          br_table 2 2 2
        else
          br 1
        end
        unreachable
      end
      block $pair (type $pair)
        i32.const 1
        i64.const 2
        br 0
      end
      drop
    end
    local.get 0
    br_if 0
    local.get 0
    i32.const 1
    call_indirect $shared (type $binary)
    return)
  (func $tails (param i32 i32) (result i32)
    local.get 0
    local.get 1
    return_call $numbers)
  (func $indirect (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.const 0
    return_call_indirect $shared (type $binary))
  (func $memory (param i32 i64)
    local.get 0
    local.get 0
    i64.load32_u offset=0x10000 align=2
    i64.store offset=4294967295
    memory.size
    memory.grow
    drop
    i32.const 0 i32.const 0 i32.const 0 memory.copy
    i32.const 0 i32.const 0 i32.const 0 memory.fill
    i32.const 0 i32.const 0 i32.const 0 memory.init $blob
    data.drop $blob)
  (func $tables (param externref)
    i32.const 0
    local.get 0
    table.set $own
    i32.const 0
    table.get $own
    ref.is_null
    drop
    local.get 0
    i32.const 1
    table.grow $own
    table.size $own
    drop drop
    i32.const 0 local.get 0 i32.const 0 table.fill $own
    i32.const 0 i32.const 0 i32.const 0 table.init $shared $passive
    i32.const 0 i32.const 0 i32.const 0 table.copy $shared $shared
    elem.drop $passive
    local.get 0
    local.get 0
    i32.const 1
    select (result externref)
    drop)
  (func $exceptions
    try
      i32.const 1
      throw $oops
    catch $oops
      drop
      rethrow 0
    catch_all
    end
    try
      call $start
    delegate 0)
  (func $lanes (param i32 v128) (result v128)
    local.get 0
    v128.load offset=16
    local.get 1
    i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
    i32x4.extract_lane 3
    i32x4.splat
    local.get 0
    local.get 1
    v128.load8_lane 15
    i64x2.extmul_high_i32x4_u
    local.get 1
    i8x16.swizzle
    local.get 0
    v128.load64_zero
    f64x2.nearest
    v128.andnot)
  (func $atomics (param i32)
    atomic.fence
    local.get 0
    local.get 0
    i32.const 1
    i32.atomic.rmw.add
    i32.const 0
    i64.const -1
    memory.atomic.wait32
    i32.atomic.store8)
  (data (i32.const 0) "zero")
  (data $blob "passive")
  (data (memory $imported) (i32.const 8) "second"))
