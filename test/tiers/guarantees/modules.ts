/** The plugins that the guarantees are tried on, as WebAssembly text, by name. */
export const sources: Readonly<Record<string, string>> = {
  probe: probe('(import "$root" "host" (func $host (param i32) (result i32)))', '(call $host (local.get 0))'),
  // The same without a host to call, for threads that cannot wait for one.
  lonely: probe('', '(local.get 0)'),
  'endless start': probe('', '(local.get 0)', '(func $spin (loop $again (br $again))) (start $spin)'),
  // Names that every object has: a module that finds them freezes the prototype of all objects.
  intruder: `(module
    (import "__proto__" "constructor" (func $take (param externref) (result externref)))
    (func (export "ask") (param i32) (result i32) (local.get 0)))`,
  // Asks the host a thousand times, and swallows whatever that throws.
  swallower: `(module
    (import "$root" "host" (func $host (param i32) (result i32)))
    (func (export "ask") (param $n i32) (result i32) (local $left i32)
      (local.set $left (i32.const 1000))
      (loop $again
        (try (do (drop (call $host (local.get $left)))) (catch_all))
        (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (i32.const 7)))`,
  things: `(module
    (import "[export]t:guarantees/api" "[resource-new]thing" (func $new (param i32) (result i32)))
    (func (export "t:guarantees/api#[constructor]thing") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "t:guarantees/api#[method]thing.n") (param i32) (result i32) (local.get 0)))`,
}

function probe(imports: string, ask: string, more = ''): string {
  return `(module
    ${imports}
    (memory 1)
    (table $table 1 funcref)
    (func (export "ask") (param i32) (result i32) ${ask})
    (func (export "trap") unreachable)
    (func $deeper (export "dive") (param i32) (result i32) (i32.add (call $deeper (local.get 0)) (i32.const 1)))
    (func (export "spin") (param $turns i32) (result i32)
      (loop $again
        (local.set $turns (i32.sub (local.get $turns) (i32.const 1)))
        (br_if $again (i32.ne (local.get $turns) (i32.const -1))))
      (i32.const 7))
    (func (export "forever") (loop $again (br $again)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "grow-table") (param i32) (result i32) (table.grow $table (ref.null func) (local.get 0)))
    ${more})`
}
