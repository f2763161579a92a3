import { PluginError } from '../../errors.ts'
import { camelCase, isLabel } from '../../wit/names.ts'
import { showName } from '../../wit/show.ts'
import type { AnyFunctionNode, NamedNode, Parameter, ResourceSpec, TypeNode } from './nodes.ts'

/** A key as WIT spells it: labels as they are, camelCase in words joined by `-`. @throws PluginError `invalid-option` */
export function labelOf(key: string): string {
  if (isLabel(key)) return key
  const label = key.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
  if (isLabel(label) && camelCase(label) === key) return label
  const message = `${JSON.stringify(key)} is no name: expected camelCase, or words joined by "-"`
  throw new PluginError('invalid-option', message, { phase: 'contract' })
}

/** A type where it is spoken of: named ones by their names. `self`: the resource in which it stands. */
function spellType(node: TypeNode, self: string): string {
  const spell = (inner: TypeNode): string => spellType(inner, self)
  switch (node.kind) {
    case 'primitive':
      return node.name
    case 'list':
      return `list<${spell(node.element)}${node.length === undefined ? '' : `, ${node.length}`}>`
    case 'map':
      return `map<${spell(node.key)}, ${spell(node.value)}>`
    case 'tuple':
      return `tuple<${node.types.map(spell).join(', ')}>`
    case 'option':
      return `option<${spell(node.some)}>`
    case 'result':
      if (node.err !== null) return `result<${node.ok === null ? '_' : spell(node.ok)}, ${spell(node.err)}>`
      return node.ok === null ? 'result' : `result<${spell(node.ok)}>`
    case 'future':
    case 'stream':
      return node.element === null ? node.kind : `${node.kind}<${spell(node.element)}>`
    case 'borrow':
      return `borrow<${spell(node.resource)}>`
    case 'self':
      return showName(self)
    default:
      return showName(labelOf(node.name))
  }
}

/** `func(a: u8) -> u8`. */
export function spellFunction({ params, result, async }: AnyFunctionNode, self: string): string {
  return `${async ? 'async ' : ''}func${spellParameters(params, self)}${result === null ? '' : ` -> ${spellType(result, self)}`}`
}

function spellParameters(params: readonly Parameter[], self: string): string {
  const named = params.map((param, at): readonly [string, TypeNode] =>
    Array.isArray(param) ? (param as readonly [string, TypeNode]) : [`arg${at}`, param as TypeNode],
  )
  return `(${named.map(([name, type]) => `${showName(labelOf(name))}: ${spellType(type, self)}`).join(', ')})`
}

/** The definition of a named type. */
export function spellDefinition(node: NamedNode): string {
  const label = labelOf(node.name)
  const name = showName(label)
  switch (node.kind) {
    case 'alias':
      return `type ${name} = ${spellType(node.target, label)};`
    case 'record':
      return `record ${name} ${block(fields(node.fields, label))}`
    case 'variant':
      return `variant ${name} ${block(cases(node.cases, label))}`
    case 'enum':
      return `enum ${name} ${block(node.cases.map(one => showName(one)))}`
    case 'flags':
      return `flags ${name} ${block(node.flags.map(one => showName(labelOf(one))))}`
    case 'resource':
      return `resource ${name} { ${resourceFunctions(node.spec, label).join(' ')} }`
  }
}

function fields(types: Readonly<Record<string, TypeNode>>, self: string): string[] {
  return Object.entries(types).map(([key, type]) => `${showName(labelOf(key))}: ${spellType(type, self)}`)
}

function cases(types: Readonly<Record<string, TypeNode | null>>, self: string): string[] {
  return Object.entries(types).map(([tag, type]) =>
    type === null ? showName(tag) : `${showName(tag)}(${spellType(type, self)})`,
  )
}

function resourceFunctions({ new: maker, methods = {}, statics = {} }: ResourceSpec, self: string): string[] {
  const member = ([key, func]: [string, AnyFunctionNode], mark = ''): string =>
    `${showName(labelOf(key))}: ${mark}${spellFunction(func, self)};`
  return [
    ...(maker === undefined ? [] : [`constructor${spellFunction(maker, self).replace(/^func/, '')};`]),
    ...Object.entries(methods).map(entry => member(entry)),
    ...Object.entries(statics).map(entry => member(entry, 'static ')),
  ]
}

function block(items: readonly string[]): string {
  return `{ ${items.join(', ')} }`
}
