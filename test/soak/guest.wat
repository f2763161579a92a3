;; Answers, stops itself, or never comes back: what the soak asks for.
(module
  (func (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func (export "stop") unreachable)
  (func (export "spin") (loop $again (br $again))))
