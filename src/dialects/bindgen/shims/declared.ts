import { err } from '../../../contract/err.ts'
import { ErrorValue } from '../error-value.ts'
import type { ImportType } from '../import-type.ts'
import type { Running } from '../running.ts'
import { type Declaration, readDeclaration } from './signature.ts'

/** What a shim does for a guest, with the arguments that its declaration says. */
// biome-ignore lint/suspicious/noExplicitAny: what has been lifted by the declaration's types
export type Run = (running: Running, ...args: any[]) => unknown

/** A function of JavaScript as a crate declares it. */
export interface Shim {
  /** Its name in JavaScript. */
  readonly name: string
  /** The class that it belongs to, or that it makes. */
  readonly class?: string
  /** The object that it is a property of, where that is no class. */
  readonly namespace?: string
  /** A property that is read, or one whose name is an argument. */
  readonly access?: 'getter' | 'indexing getter' | 'indexing setter'
  /** Declarations over the releases of the crate, in Rust. */
  readonly as: readonly string[]
  readonly run: Run
}

/** A declaration with what it stands for. */
export interface DeclaredShim {
  readonly shim: Shim
  readonly declaration: Declaration
}

/** Something that can be done for a guest, by the types of its parts. */
export interface Service extends ImportType {
  readonly run: Run
}

/** What a crate has by the names that stand in the names of its imports. */
export function indexShims(shims: readonly Shim[]): ReadonlyMap<string, readonly Shim[]> {
  const found = new Map<string, Shim[]>()
  for (const shim of shims) {
    const name = plainName(shim.name)
    const known = found.get(name) ?? []
    found.set(name, known)
    known.push(shim)
  }
  return found
}

/** All declarations of these, in order. */
export function readDeclared(shims: readonly Shim[]): readonly DeclaredShim[] {
  return shims.flatMap(shim => shim.as.map(source => ({ shim, declaration: readDeclaration(source) })))
}

/** A name without all but letters and digits; newer releases leave underscores in. */
export function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '')
}

export function method(of: string, name: string, run: Run, ...as: readonly string[]): Shim {
  return { name, class: of, as, run }
}

export function getter(of: string, name: string, run: Run, ...as: readonly string[]): Shim {
  return { ...method(of, name, run, ...as), access: 'getter' }
}

/** What is written `value[key]` in JavaScript. */
export function indexer(of: string, name: string, run: Run, ...as: readonly string[]): Shim {
  return { ...method(of, name, run, ...as), access: name.startsWith('set') ? 'indexing setter' : 'indexing getter' }
}

export function reflect(name: string, run: Run, ...as: readonly string[]): Shim {
  return { name, namespace: 'Reflect', as, run }
}

/** What a function that may throw gives for a value that is no object. */
export function notAnObject(): unknown {
  return err(new ErrorValue('expected an object'))
}
