import wabt from 'wabt'

type Features = Parameters<Awaited<ReturnType<typeof wabt>>['parseWat']>[2]

/** Assembles WebAssembly text. */
export async function assemble(text: string, features: Features = {}): Promise<Uint8Array<ArrayBuffer>> {
  const module = (await wabt()).parseWat('fixture.wat', text, features)
  try {
    return new Uint8Array(module.toBinary({ write_debug_names: true }).buffer)
  } finally {
    module.destroy()
  }
}

/** What a greeter of the canonical ABI looks like, with a part or two replaced. */
export interface GreeterParts {
  readonly imports?: string
  readonly memory?: string
  readonly realloc?: string
  readonly language?: string
  readonly greet?: string
  readonly more?: string
}

/**
 * A greeter in text: `language` is "Test", `greet` gives the name back. A bump allocator that starts again with each
 * call of an export keeps the memory flat.
 */
export function greeter(parts: GreeterParts = {}): string {
  return `(module
    ${parts.imports ?? ''}
    ${parts.memory ?? '(memory (export "memory") 64)'}
    (global $next (mut i32) (i32.const 1024))
    (data (i32.const 16) "\\20\\00\\00\\00\\04\\00\\00\\00")
    (data (i32.const 32) "Test")
    ${
      parts.realloc ??
      `(func (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
        (local $at i32)
        (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
        (global.set $next (i32.add (local.get $at) (local.get $size)))
        (memory.copy (local.get $at) (local.get $old) (local.get $oldSize))
        (local.get $at))`
    }
    ${parts.language ?? '(func (export "language") (result i32) (i32.const 16))'}
    ${
      parts.greet ??
      `(func (export "greet") (param $name i32) (param $length i32) (result i32)
        (i32.store (i32.const 64) (local.get $name))
        (i32.store (i32.const 68) (local.get $length))
        (global.set $next (i32.const 1024))
        (i32.const 64))`
    }
    ${parts.more ?? ''})`
}

export const greeterWit = `
package demo:greeter@1.0.0;
world greeter {
  export language: func() -> string;
  export greet: func(name: string) -> string;
}`
