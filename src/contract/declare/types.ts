import { camelCase } from '../../wit/names.ts'
import { type Primitive, resolveType, type Type, type TypeRef } from '../../wit/world.ts'
import type { Page } from './page.ts'
import { block, comment, key, member, object, quote, tallUnion, union } from './syntax.ts'
import { enter, isOption, mayBeAbsent, type Way } from './way.ts'

const primitives: Readonly<Record<Primitive, string>> = {
  bool: 'boolean',
  u8: 'number',
  u16: 'number',
  u32: 'number',
  u64: 'bigint',
  s8: 'number',
  s16: 'number',
  s32: 'number',
  s64: 'bigint',
  f32: 'number',
  f64: 'number',
  char: 'string',
  string: 'string',
  'error-context': 'Error',
}

const typedArrays: Readonly<Partial<Record<Primitive, string>>> = {
  u8: 'Uint8Array',
  u16: 'Uint16Array',
  u32: 'Uint32Array',
  u64: 'BigUint64Array',
  s8: 'Int8Array',
  s16: 'Int16Array',
  s32: 'Int32Array',
  s64: 'BigInt64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
}

/** Whether definitions of this kind have a name in TypeScript too. */
export function isDeclared({ kind }: Type): boolean {
  return ['resource', 'record', 'variant', 'enum', 'flags'].includes(kind)
}

/** A type as TypeScript: definitions that have a name there by their name, all else spelt out. */
export function typeText(page: Page, ref: TypeRef, way: Way): string {
  if (typeof ref === 'string') return primitives[ref]
  const entry = page.world.types[ref]
  if (entry === undefined) throw new RangeError(`the type table has no entry ${ref}`)
  const here = enter(page.world, entry, way)
  const { type } = entry
  switch (type.kind) {
    case 'alias':
      return page.text(type.target, here)
    case 'own':
    case 'borrow':
      return page.text(type.resource, way)
    case 'resource':
    case 'record':
    case 'variant':
    case 'enum':
    case 'flags':
      return page.nameOf(ref, here)
    case 'list':
      return listText(page, type.element, way)
    case 'map':
      return array(tuple([page.text(type.key, way), page.text(type.value, way)], way), way)
    case 'tuple':
      return tuple(
        type.types.map(inner => page.text(inner, way)),
        way,
      )
    case 'option':
      return isOption(page.world, type.some)
        ? union([tagged(page, 'some', type.some, way), tagged(page, 'none', null, way)])
        : union([page.text(type.some, way), 'undefined'])
    case 'result':
      return union([tagged(page, 'ok', type.ok, way), tagged(page, 'err', type.err, way)])
    case 'future':
      return `Promise<${type.element === null ? 'void' : page.text(type.element, way)}>`
    case 'stream':
      return `AsyncIterable<${type.element === null ? 'void' : page.text(type.element, way)}>`
  }
}

/** The declaration of a definition that has a name in TypeScript; resources have their own. */
export function definitionText(page: Page, name: string, index: number, way: Way): string {
  const { type, docs } = page.world.types[index] ?? {}
  return `${comment(docs)}export ${definitionBody(page, name, type, way)}`
}

function definitionBody(page: Page, name: string, type: Type | undefined, way: Way): string {
  switch (type?.kind) {
    case 'record': {
      const fields = type.fields.map(field => {
        const mark = mayBeAbsent(page.world, field.type) ? '?' : ''
        return member(`${key(camelCase(field.name))}${mark}`, page.text(field.type, way), field.docs)
      })
      return `interface ${name} ${block(fields)}`
    }
    case 'flags': {
      const flags = type.flags.map(flag =>
        member(`${key(camelCase(flag.name))}${way.into ? '?' : ''}`, 'boolean', flag.docs),
      )
      return `interface ${name} ${block(flags)}`
    }
    case 'enum': {
      const isDocumented = type.cases.some(({ docs }) => docs !== undefined)
      const cases = type.cases.map(({ name: label, docs }) => ({ type: quote(label), docs }))
      return `type ${name} =${isDocumented ? tallUnion(cases) : ` ${union(cases.map(one => one.type))}`}`
    }
    case 'variant':
      return `type ${name} =${tallUnion(
        type.cases.map(({ name: tag, type: payload, docs }) => ({ type: tagged(page, tag, payload, way), docs })),
      )}`
    default:
      throw new RangeError(`the type ${name} is none that has a name`)
  }
}

function tagged(page: Page, tag: string, payload: TypeRef | null, way: Way): string {
  const head = `tag: ${quote(tag)}`
  return object(payload === null ? [head] : [head, `val: ${page.text(payload, way)}`])
}

function listText(page: Page, element: TypeRef, way: Way): string {
  const type = resolveType(page.world.types, element)
  const typed = typeof type === 'string' ? typedArrays[type] : undefined
  if (typed === undefined) return array(page.text(element, way), way)
  return way.into ? union([typed, array(page.text(element, way), way)]) : `${typed}<ArrayBuffer>`
}

function array(element: string, { into }: Way): string {
  const inner = /^[\w$]+(?:<[\w$]+>)?(?:\[\])*$/.test(element) ? element : `(${element})`
  return into ? `readonly ${inner}[]` : `${inner}[]`
}

function tuple(elements: readonly string[], { into }: Way): string {
  return `${into ? 'readonly ' : ''}[${elements.join(', ')}]`
}
