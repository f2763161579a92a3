import type { ExternName } from '../../../wasm/component/externs.ts'
import {
  canonicalVersion,
  type InterfaceId,
  isLabel,
  type ExternName as ParsedName,
  parseExternName,
  parseInterfaceId,
  parseVersion,
  uniqueKey,
} from '../../../wit/names.ts'
import { invalid } from './fail.ts'
import type { Extern, FuncType, ResourceType, ValueType } from './types.ts'

/** The names of all imports, or of all exports, of one scope. */
export interface Names {
  /**
   * @throws PluginError `invalid` when the name is none, is taken in any case or annotation, or does not fit the item:
   * constructors, methods and static functions must be such functions of a resource that was named before
   */
  add(name: ExternName, item: Extern): void
}

export function createNames(what: 'import' | 'export'): Names {
  const taken = new Map<string, string>()
  const resources = new Map<ResourceType, string>()
  const resourceNames = new Set<string>()

  return {
    add: ({ name, attributes }, item) => {
      const parsed = parseName(name)
      const key = uniqueKey(name)
      const other = taken.get(key)
      if (other !== undefined) invalid(`${what} name "${name}" conflicts with previous name "${other}"`)
      taken.set(key, name)
      checkAttributes(attributes, name, parsed, item)
      if (item.sort === 'type' && typeof item.type === 'object' && item.type.kind === 'resource') {
        resources.set(item.type, name)
        resourceNames.add(name)
      }
      if (parsed.kind === 'label' || parsed.kind === 'interface') return
      if (item.sort !== 'func') return invalid(`expected "${name}" to be a function, found that it is not a func`)
      if (!resourceNames.has(parsed.resource))
        invalid(
          `expected "${name}" behind a resource of that name, found that the resource is not known in this context`,
        )
      if (parsed.kind === 'static') return
      const resource = parsed.kind === 'constructor' ? constructed(name, item.type) : receiver(name, item.type)
      const found = resources.get(resource)
      if (found === undefined)
        invalid(
          `expected the resource used in "${name}" to be named "${parsed.resource}", found that it does not have a name in this context`,
        )
      if (found !== parsed.resource)
        invalid(`expected the resource used in "${name}" to be named "${parsed.resource}", found "${found}"`)
    },
  }
}

function parseName(name: string): ParsedName {
  const parsed = parseExternName(name)
  if (parsed === undefined)
    return invalid(`"${name}" is not a valid extern name: expected one in kebab case or ns:pkg/iface`)
  if (parsed.kind === 'interface') checkInterfaceName(name, parsed)
  return parsed
}

/** Namespaces in namespaces and interfaces in interfaces are a gated feature. */
function checkInterfaceName(name: string, { package: id, interface: label, version }: InterfaceId): void {
  const parts = id.split(':')
  if (parts.length !== 2 || !isLabel(label) || id !== id.toLowerCase())
    invalid(`"${name}" is not a valid extern name: expected ns:pkg/iface with words in lower case`)
  if (version !== null && version.core.length < 3 && version.text !== canonicalVersion(version))
    invalid(`"${name}" is not a valid extern name: expected a semantic version, found "${version.text}"`)
}

function checkAttributes(attributes: ExternName['attributes'], name: string, parsed: ParsedName, item: Extern): void {
  const kinds = new Set<string>()
  for (const { kind, value } of attributes) {
    if (kinds.has(kind)) invalid(`expected "${name}" with at most one "${kind}", found two`)
    kinds.add(kind)
    if (kind === 'implements') checkImplements(value, name, parsed, item)
    if (kind === 'version-suffix') checkVersionSuffix(value, name, parsed)
  }
}

function checkImplements(value: string, name: string, parsed: ParsedName, item: Extern): void {
  if (item.sort !== 'instance') invalid(`only instances can have an "implements", found a ${item.sort}`)
  if (parsed.kind !== 'label') invalid(`name "${name}" is not valid with "implements", expected a label`)
  const id = parseInterfaceId(value) ?? invalid(`"implements" must be an interface name, found "${value}"`)
  checkInterfaceName(value, id)
}

function checkVersionSuffix(value: string, name: string, parsed: ParsedName): void {
  const refuse = (): never => invalid(`name "${name}" is not valid with a version suffix: expected a canonical version`)
  const version = (parsed.kind === 'interface' ? parsed.version : null) ?? refuse()
  if (version.text !== canonicalVersion(version)) refuse()
  const whole = parseVersion(version.text + value)
  if (whole === undefined || whole.core.length < 3)
    invalid(`expected a version suffix that completes "${version.text}", found "${value}"`)
}

/** The resource that a constructor makes. */
function constructed(name: string, { result }: FuncType): ResourceType {
  const made = handleOf(result, 'own')
  if (made !== undefined) return made
  if (result !== null && typeof result === 'object' && result.kind === 'result') {
    const ok = handleOf(result.ok, 'own')
    if (ok !== undefined) return ok
  }
  return invalid(`function "${name}" should return \`(own $T)\` or \`(result (own $T))\``)
}

/** The resource that a method is called on. */
function receiver(name: string, { params: [self] }: FuncType): ResourceType {
  if (self === undefined) return invalid(`function "${name}" should have at least one argument`)
  if (self.name !== 'self') return invalid(`function "${name}" should have a first argument called \`self\``)
  return handleOf(self.type, 'borrow') ?? invalid(`function "${name}" should take a first argument of \`(borrow $T)\``)
}

function handleOf(type: ValueType | null, kind: 'own' | 'borrow'): ResourceType | undefined {
  if (type === null || typeof type === 'string' || type.kind !== kind) return undefined
  return type.resource
}

/** Checks labels of fields, cases, parameters: each in kebab case, none like another in any case. */
export function checkLabels(labels: readonly string[], what: string): void {
  const taken = new Map<string, string>()
  for (const label of labels) {
    if (label === '') invalid(`${what} name cannot be empty`)
    if (!isLabel(label)) invalid(`${what} name "${label}" is not in kebab case`)
    const key = label.toLowerCase()
    const other = taken.get(key)
    if (other !== undefined) invalid(`${what} name "${label}" conflicts with previous name "${other}"`)
    taken.set(key, label)
  }
}
