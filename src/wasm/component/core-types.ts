import type { Import, SubType } from '../module.ts'
import type { Reader } from '../reader.ts'
import { readGlobalType, readMemoryType, readSubType, readTableType, readTagType } from '../types.ts'
import { readScopeCount, type Scope } from './scope.ts'

/** An entry of the core type section. */
export type CoreTypeDefinition =
  /** A recursion group: each of its types makes an index. Of one type, where the binary has no group. */
  | { readonly kind: 'types'; readonly types: readonly SubType[] }
  | { readonly kind: 'module'; readonly declarations: readonly ModuleDeclaration[] }

/** What an import or export of a core module is; types are indices into the module type's own index space. */
export type CoreExternType = Import['item']

/** One part of a core module type; `offset` counts bytes from the start of the file. */
export type ModuleDeclaration = { readonly offset: number } & (
  | { readonly kind: 'import'; readonly module: string; readonly name: string; readonly type: CoreExternType }
  | { readonly kind: 'type'; readonly type: CoreTypeDefinition }
  /** An outer alias of a core type, `count` scopes out. */
  | { readonly kind: 'alias'; readonly count: number; readonly index: number }
  | { readonly kind: 'export'; readonly name: string; readonly type: CoreExternType }
)

export function readCoreType(scope: Scope): CoreTypeDefinition {
  const { reader } = scope
  switch (reader.peek()) {
    case 0x00: {
      // Here 0x50 alone is a module type: a subtype that is not final has the prefix 0x00.
      reader.u8()
      const from = reader.offset
      if (reader.peek() !== 0x50) reader.fail(`expected 0x50 for a subtype, found other bytes`, from)
      return { kind: 'types', types: [readSubType(reader)] }
    }
    case 0x50:
      reader.u8()
      return { kind: 'module', declarations: readModuleDeclarations(scope.nested()) }
    case 0x4e:
      reader.u8()
      return { kind: 'types', types: scope.vector('types', () => readSubType(reader)) }
    default:
      return { kind: 'types', types: [readSubType(reader)] }
  }
}

const declarationKinds: ReadonlyMap<number, ModuleDeclaration['kind']> = new Map([
  [0x00, 'import'],
  [0x01, 'type'],
  [0x02, 'alias'],
  [0x03, 'export'],
])

function readModuleDeclarations(scope: Scope): ModuleDeclaration[] {
  const { reader } = scope
  return scope.vector('declarations', (): ModuleDeclaration => {
    const { offset } = reader
    const kind = scope.choice('a declaration of a core module type', declarationKinds)
    switch (kind) {
      case 'import':
        return { kind, offset, module: reader.name(), name: reader.name(), type: readCoreExternType(reader) }
      case 'type':
        return { kind, offset, type: readCoreType(scope) }
      case 'alias':
        scope.expect(0x10, 'the alias of a type')
        scope.expect(0x01, 'an outer alias')
        return { kind, offset, count: readScopeCount(scope), index: reader.u32() }
      case 'export':
        return { kind, offset, name: reader.name(), type: readCoreExternType(reader) }
    }
  })
}

function readCoreExternType(reader: Reader): CoreExternType {
  const from = reader.offset
  const kind = reader.u8()
  switch (kind) {
    case 0x00:
      return { kind: 'func', type: reader.u32() }
    case 0x01:
      return { kind: 'table', ...readTableType(reader) }
    case 0x02:
      return { kind: 'memory', ...readMemoryType(reader) }
    case 0x03:
      return { kind: 'global', ...readGlobalType(reader) }
    case 0x04:
      return { kind: 'tag', ...readTagType(reader) }
    default:
      return reader.fail(`expected a kind of import or export, found 0x${kind.toString(16).padStart(2, '0')}`, from)
  }
}
