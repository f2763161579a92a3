import type { Issue } from '../../errors.ts'
import type { CoreModule } from '../../wasm/module.ts'
import { indexSpaces, typeOfExport } from '../../wasm/spaces.ts'
import { isWorldSection } from '../../wit/binary/decode.ts'
import { parseInterfaceId } from '../../wit/names.ts'
import { type CoreExport, type CoreImport, exportedFunctions, importedFunctions } from '../core-function.ts'
import { type Recognition, Strength } from '../dialect.ts'
import { type CoreFacts, exportModulePrefix, memoryName, postReturnPrefix, reallocName, rootModule } from './facts.ts'

/** Reads the names that only the Canonical ABI uses; any other module with exported functions is a weak case. */
export function recognize(module: CoreModule): Recognition<CoreFacts> | undefined {
  const functions = exportedFunctions(module)
  const imports = importedFunctions(module)
  const worldSections = module.customSections.filter(({ name }) => isWorldSection(name))
  const isSigned = worldSections.length > 0
  const evidence = [
    ...(isSigned ? ['custom section component-type'] : []),
    ...namedExports(functions),
    ...namedImports(imports),
  ]
  if (evidence.length === 0 && functions.length === 0) return undefined
  const hasMemory = typeOfExport(module, memoryName)?.kind === 'memory'
  return {
    facts: {
      functions,
      imports,
      hasMemory,
      worldSections: worldSections.map(section => ({ ...section, bytes: section.bytes.slice() })),
      refusals: refusals(module),
    },
    evidence: evidence.length > 0 ? evidence : ['exports functions, with no sign of another convention'],
    strength: isSigned ? Strength.certain : evidence.length > 0 ? Strength.strong : Strength.weak,
  }
}

function namedExports(functions: readonly CoreExport[]): string[] {
  const names = functions.map(({ name }) => name)
  return [
    names.find(name => name === reallocName),
    names.find(name => name.startsWith(postReturnPrefix)),
    names.find(name => isInterface(name.split('#', 1)[0] ?? '') && name.includes('#')),
  ].flatMap(name => (name === undefined ? [] : [`exports ${name}`]))
}

function namedImports(imports: readonly CoreImport[]): string[] {
  const found =
    imports.find(({ module }) => module === rootModule) ??
    imports.find(({ module }) => isInterface(module.replace(exportModulePrefix, '')))
  return found === undefined ? [] : [`imports ${found.module} ${found.name}`]
}

function isInterface(name: string): boolean {
  return parseInterfaceId(name) !== undefined
}

function refusals(module: CoreModule): Issue[] {
  const found: Issue[] = []
  const { memories } = indexSpaces(module)
  if (memories.some(({ shared }) => shared))
    found.push({ code: 'unsupported', message: 'expected a memory of its own, found a shared memory' })
  if (memories.some(({ is64 }) => is64))
    found.push({ code: 'unsupported', message: 'expected 32-bit addresses, found a 64-bit memory' })
  for (const { module: from, name, item } of module.imports) {
    if (item.kind === 'func') continue
    const message = `expected a module that defines its own ${item.kind}, found the import ${from} ${name}`
    found.push({ code: 'unknown-import', message, path: [from, name] })
  }
  return found
}
