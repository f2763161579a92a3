;; Opens a file that nobody grants, and greets with what came of it.
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "\40\00\00\00\06\00\00\00" "\50\00\00\00\07\00\00\00")
  (data (i32.const 64) "a file")
  (data (i32.const 80) "no file")
  (data (i32.const 96) "/etc/passwd")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "greet") (param i32 i32) (result i32)
    (if (result i32)
      (call $open (i32.const 3) (i32.const 0) (i32.const 96) (i32.const 11) (i32.const 0)
        (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 128))
      (then (i32.const 24))
      (else (i32.const 16)))))
