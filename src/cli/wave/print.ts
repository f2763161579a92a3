import { PluginError } from '../../errors.ts'
import { camelCase } from '../../wit/names.ts'
import { showTypeRef } from '../../wit/show.ts'
import { resolveType, type Type, type TypeDef, type TypeRef } from '../../wit/world.ts'
import { maxDepth } from './cursor.ts'
import { typeKind } from './kinds.ts'
import { keywords } from './lexer.ts'
import { printPrimitive } from './scalars.ts'

/**
 * A value of a type as text on one line: what `plugin.exports` returned, or what came from text. Safe to show.
 * @throws PluginError `unsupported` for types that have no text, and for values too deep in one another
 */
export function printWave(types: readonly TypeDef[], ref: TypeRef, value: unknown, depth = 0): string {
  const type = resolveType(types, ref)
  if (typeof type === 'string') return printPrimitive(type, value)
  if (depth === maxDepth)
    throw new PluginError('unsupported', `expected at most ${maxDepth} values in one another, found more`)
  const print = (inner: TypeRef, part: unknown): string => printWave(types, inner, part, depth + 1)
  const unsayable = (): PluginError =>
    new PluginError('unsupported', `${showTypeRef(types, ref)}: values of this type can't be written as text`)
  return printComposite(type, value, { types, print, unsayable })
}

interface Printer {
  readonly types: readonly TypeDef[]
  print(type: TypeRef, value: unknown): string
  unsayable(): PluginError
}

/** What stands for a case in JavaScript. */
interface Tagged {
  readonly tag: string
  readonly val?: unknown
}

function printComposite(type: Exclude<Type, { kind: 'alias' }>, value: unknown, printer: Printer): string {
  const { types, print } = printer
  switch (type.kind) {
    case 'record': {
      const members = value as Readonly<Record<string, unknown>>
      const fields = type.fields.flatMap(field => {
        const text = print(field.type, members[camelCase(field.name)])
        return text === 'none' && typeKind(types, field.type) === 'option' ? [] : [`${field.name}: ${text}`]
      })
      return fields.length === 0 ? '{:}' : `{${fields.join(', ')}}`
    }
    case 'variant': {
      const { tag, val } = value as Tagged
      const payload = type.cases.find(({ name }) => name === tag)?.type ?? null
      return payload === null ? printLabel(tag) : `${printLabel(tag)}(${print(payload, val)})`
    }
    case 'enum':
      return printLabel(value as string)
    case 'flags': {
      const flags = value as Readonly<Record<string, unknown>>
      const set = type.flags.filter(({ name }) => flags[camelCase(name)] === true)
      return `{${set.map(({ name }) => name).join(', ')}}`
    }
    case 'tuple':
      return `(${type.types.map((inner, at) => print(inner, (value as readonly unknown[])[at])).join(', ')})`
    case 'list':
      return `[${Array.from(value as ArrayLike<unknown>, item => print(type.element, item)).join(', ')}]`
    case 'map':
      return `[${(value as readonly (readonly [unknown, unknown])[])
        .map(([key, item]) => `(${print(type.key, key)}, ${print(type.value, item)})`)
        .join(', ')}]`
    case 'option': {
      if (typeKind(types, type.some) !== 'option')
        return value === undefined ? 'none' : `some(${print(type.some, value)})`
      const { tag, val } = value as Tagged
      return tag === 'none' ? tag : `some(${print(type.some, val)})`
    }
    case 'result': {
      const { tag, val } = value as Tagged
      const payload = tag === 'ok' ? type.ok : type.err
      return payload === null ? tag : `${tag}(${print(payload, val)})`
    }
    default:
      throw printer.unsayable()
  }
}

function printLabel(label: string): string {
  return keywords.has(label) ? `%${label}` : label
}
