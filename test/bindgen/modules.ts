import { assemble } from '../../src/wasm/testing/assemble.ts'

/** Parts of a module in text, as wasm-bindgen writes it. The allocator never reuses anything, but counts what is alive. */
export interface Parts {
  readonly imports?: string
  readonly memory?: string
  /** The allocator of releases since 0.2.87 when absent. */
  readonly malloc?: string
  readonly free?: string
  readonly table?: string
  readonly functions?: string
}

const malloc = `(func $malloc (export "__wbindgen_malloc") (param $size i32) (param $align i32) (result i32)
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
  (global.set $next (i32.add (local.get $at) (local.get $size)))
  (global.set $alive (i32.add (global.get $alive) (local.get $size)))
  (local.get $at))`

const free = `(func $free (export "__wbindgen_free") (param i32) (param $size i32) (param $align i32)
  (global.set $alive (i32.sub (global.get $alive) (local.get $size))))`

/** The table of externrefs with its helpers. */
export const table = `(table $values (export "__wbindgen_externrefs") 1024 2000 externref)
  (func (export "__externref_table_alloc") (result i32)
    (table.grow $values (ref.null extern) (i32.const 1)))
  (func (export "__externref_table_dealloc") (param i32)
    (table.set $values (local.get 0) (ref.null extern)))`

/** `alive` says how many bytes the allocator has given out and not got back. */
export function bindgenText(parts: Parts): string {
  return `(module
    ${parts.imports ?? ''}
    ${parts.memory ?? '(memory $memory (export "memory") 2)'}
    (global $stack (mut i32) (i32.const 4096))
    (global $next (mut i32) (i32.const 8192))
    (global $alive (mut i32) (i32.const 0))
    (func (export "alive") (result i32) (global.get $alive))
    ${parts.malloc ?? malloc}
    ${parts.free ?? free}
    ${parts.table ?? ''}
    ${parts.functions ?? ''})`
}

export function bindgenModule(parts: Parts, release?: string): Uint8Array<ArrayBuffer> {
  const bytes = assemble(bindgenText(parts))
  return release === undefined ? bytes : signed(bytes, release)
}

/** The module with what the CLI writes about itself. */
export function signed(bytes: Uint8Array, release: string): Uint8Array<ArrayBuffer> {
  const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)]
  return withSection(bytes, 'producers', [1, ...name('processed-by'), 1, ...name('wasm-bindgen'), ...name(release)])
}

/** The module with a custom section of fewer than 128 bytes at its end. */
export function withSection(bytes: Uint8Array, name: string, content: readonly number[]): Uint8Array<ArrayBuffer> {
  const section = [name.length, ...new TextEncoder().encode(name), ...content]
  return Uint8Array.from([...bytes, 0, section.length, ...section])
}

/** Moves the stack as an export may; with it `recover` has a hold on the stack. */
export const addToStackPointer = `(func (export "__wbindgen_add_to_stack_pointer") (param i32) (result i32)
  (global.set $stack (i32.add (global.get $stack) (local.get 0)))
  (global.get $stack))`

/** Echoes a string by the area that the caller gives. */
export const areaEcho = `(func (export "echo") (param $area i32) (param $at i32) (param $length i32)
  (i32.store (local.get $area) (local.get $at))
  (i32.store offset=4 (local.get $area) (local.get $length)))`

/** Echoes a string by two results. */
export const multiEcho = `(func (export "echo") (param $at i32) (param $length i32) (result i32 i32)
  (local.get $at) (local.get $length))`

export const echoWit = `package demo:echo;
world echo {
  export echo: func(text: string) -> string;
  export alive: func() -> u32;
}`
