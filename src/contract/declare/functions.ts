import { camelCase } from '../../wit/names.ts'
import type { Func, TypeRef } from '../../wit/world.ts'
import type { Role } from '../literal/functions.ts'
import type { Page } from './page.ts'
import { union } from './syntax.ts'
import { behind, mayBeAbsent, waysOf } from './way.ts'

/** A function as a type: `(name: string, times?: number | undefined) => string`. */
export function functionText(page: Page, func: Func, role: Role, scope: number | null): string {
  const result = resultText(page, func, role, scope)
  const promised = func.async ? union([`Promise<${result}>`, ...(role === 'import' ? [result] : [])]) : result
  return `(${parametersText(page, func, role, scope)}) => ${promised}`
}

/** The parameters of a function, without `self`; options at the end may be left out. */
export function parametersText(page: Page, func: Func, role: Role, scope: number | null): string {
  const way = waysOf(role, scope).params
  const params = func.kind === 'method' ? func.params.slice(1) : func.params
  const needed = params.findLastIndex(({ type }) => !mayBeAbsent(page.world, type))
  return params
    .map(({ name, type }, at) => `${parameterName(name)}${at > needed ? '?' : ''}: ${page.text(type, way)}`)
    .join(', ')
}

/** A `result` that is the whole result: its ok side is returned, a host answers the other by a `Failure`. */
function resultText(page: Page, { result, resource, kind }: Func, role: Role, scope: number | null): string {
  const way = waysOf(role, scope).result
  if (kind === 'constructor' && resource !== undefined) return page.nameOf(resource, way)
  if (result === null) return 'void'
  const [type, there] = behind(page.world, result, way)
  if (typeof type === 'string' || type.kind !== 'result') return page.text(result, way)
  const side = (ref: TypeRef | null): string => (ref === null ? 'void' : page.text(ref, there))
  return role === 'import' ? union([side(type.ok), `Failure<${side(type.err)}>`]) : side(type.ok)
}

const reserved: ReadonlySet<string> = new Set([
  ...['arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete'],
  ...['do', 'else', 'enum', 'eval', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements'],
  ...['import', 'in', 'instanceof', 'interface', 'let', 'new', 'null', 'package', 'private', 'protected', 'public'],
  ...['return', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while'],
  ...['with', 'yield'],
])

function parameterName(label: string): string {
  const name = camelCase(label)
  return reserved.has(name) ? `${name}_` : name
}
