;; Stops a guest from inside a host function: no catch_all of the guest can swallow a real trap.
(module
  (func (export "trap") unreachable))
