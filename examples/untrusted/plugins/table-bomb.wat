;; Asks for tables whose elements an engine has to make at once: the process of Node ends by far smaller ones.
(module
  (memory (export "memory") 1)
  (table 10000000 funcref) (table 10000000 funcref) (table 10000000 funcref) (table 10000000 funcref)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "greet") (param i32 i32) (result i32) (i32.const 0)))
