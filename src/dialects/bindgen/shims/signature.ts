import type { NumberType } from '../../../canonical/types/numbers.ts'
import type { ImportType } from '../import-type.ts'
import type { Wire } from '../wire.ts'

/** What a declaration of an import in Rust says: `fn push<T>(this: &Array<T>, value: &T) -> u32`. */
export interface Declaration extends ImportType {
  readonly name: string
  /** As the compiler gives it to macros, from which it goes into the names of imports. */
  readonly printed: string
}

/** Reads a declaration as it stands in the source of a crate. */
export function readDeclaration(source: string): Declaration {
  const { name, params, result } = takeApart(source)
  const read = params.map(param => readType(param.slice(param.indexOf(':') + 1).trim()))
  return {
    name,
    printed: wrap(print(source)),
    params: read.flatMap(({ wires }) => wires),
    given: read.flatMap(({ wires, given }) => wires.map(() => given)),
    result: readResult(result),
  }
}

/** Splits a declaration at the brackets that matter: those of its parameters. */
function takeApart(source: string): { readonly name: string; readonly params: string[]; readonly result: string } {
  const name = /^fn (\w+)/.exec(source)?.[1] ?? ''
  const parts: string[] = []
  let depth = 0
  let isList = false
  let from = 0
  let at = name.length + 3
  for (; at < source.length; at++) {
    const opens = '(<['.includes(source[at] as string)
    const closes = ')]'.includes(source[at] as string) || (source[at] === '>' && source[at - 1] !== '-')
    if (opens && depth++ === 0 && source[at] === '(') [isList, from] = [true, at + 1]
    const ends = (closes && --depth === 0) || (depth === 1 && source[at] === ',')
    if (!isList || !ends) continue
    if (at > from) parts.push(source.slice(from, at).trim())
    from = at + 1
    if (closes) break
  }
  return { name, params: parts.filter(part => part !== ''), result: source.slice(at + 1).replace(/^ *-> */, '') }
}

const numbers: Readonly<Record<string, NumberType>> = {
  ...{ i8: 's8', u8: 'u8', i16: 's16', u16: 'u16', i32: 's32', u32: 'u32', i64: 's64', u64: 'u64' },
  ...{ isize: 's32', usize: 'u32', f32: 'f32', f64: 'f64' },
}

/** A parameter's type; everything that is no Rust type of its own is a JavaScript value. */
function readType(text: string): { readonly wires: readonly Wire[]; readonly given: boolean } {
  const slice = /^&(mut )?\[(\w+)\]$/.exec(text)
  const item = numbers[slice?.[2] ?? '']
  // What is written into belongs to the guest: its place is all that matters.
  if (slice?.[1] !== undefined)
    return {
      wires: [
        { kind: 'number', type: 'u32' },
        { kind: 'number', type: 'u32' },
      ],
      given: false,
    }
  if (item !== undefined) return { wires: [{ kind: 'numbers', type: item }], given: false }
  const given = !text.startsWith('&')
  return { wires: [plainType(text) ?? { kind: 'value', owned: given }], given }
}

function plainType(text: string): Wire | undefined {
  if (text === '&str' || text === 'String') return { kind: 'string' }
  if (text === 'bool') return { kind: 'bool' }
  const type = numbers[text]
  return type === undefined ? undefined : { kind: 'number', type }
}

function readResult(text: string): Wire | null {
  if (text === '') return null
  const value: Wire = { kind: 'value', owned: true }
  const caught = /^Result<(.*), JsValue>$/.exec(text)?.[1]
  if (caught !== undefined) return { kind: 'result', ok: plainType(caught) ?? value, err: value }
  return plainType(text) ?? value
}

/** The compiler's spaces: between all tokens, but for what is left out around brackets and commas. */
function print(source: string): string {
  let printed = ''
  let last = ''
  for (const token of source.match(/\w+|->|::|[^\s]/g) ?? []) {
    const joined =
      '(['.includes(last) ||
      ')]'.includes(token) ||
      (token === ',' && /^[\w)\]]/.test(last)) ||
      (token === '(' && /^\w/.test(last))
    printed += last === '' || joined ? token : ` ${token}`
    last = token
  }
  return printed
}

const lineWidth = 78

/** The compiler's line breaks: a space becomes one where what follows, up to the next such place, has no room. */
function wrap(line: string): string {
  let wrapped = ''
  let room = lineWidth
  let depth = 0
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string
    if ('(['.includes(char)) depth++
    if (')]'.includes(char)) depth--
    const breaks = char === ' ' && nextPlace(line, at, depth) - at > room
    wrapped += breaks ? '\n' : char
    room = breaks ? lineWidth : room - 1
  }
  return wrapped
}

/** The next space outside of brackets that open after this one. */
function nextPlace(line: string, from: number, outer: number): number {
  let depth = outer
  for (let at = from + 1; at < line.length; at++) {
    const char = line[at] as string
    if ('(['.includes(char)) depth++
    if (')]'.includes(char)) depth--
    if (char === ' ' && depth <= outer) return at
  }
  return line.length
}
