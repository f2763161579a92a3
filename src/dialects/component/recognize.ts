import { PluginError } from '../../errors.ts'
import { decodeComponent } from '../../wasm/component/decode.ts'
import { decodeModule } from '../../wasm/decode.ts'
import type { DecodeLimits } from '../../wasm/limits.ts'
import type { CoreModule, CustomSection } from '../../wasm/module.ts'
import { worldOfComponent } from '../../wit/binary/decode.ts'
import { type Recognition, Strength } from '../dialect.ts'
import type { ComponentFacts } from './facts.ts'
import type { EmbeddedModule } from './link/draft.ts'
import { linkComponent } from './link/link.ts'
import { validateComponent } from './validate/validate.ts'

/** A component, taken apart. */
export interface ReadComponent {
  readonly recognition: Recognition<ComponentFacts>
  /** One for each core instance of the program, in their order: a module that is instantiated twice is here twice. */
  readonly modules: readonly { readonly module: CoreModule; readonly bytes: Uint8Array<ArrayBuffer> }[]
  /** Those of the component itself, not those of its modules. */
  readonly customSections: readonly CustomSection[]
}

/**
 * Decodes, validates and links a component. Its core modules are valid by themselves when `assertValid` passes them,
 * which is asked here only for those that nobody instantiates: whoever runs the others has to ask.
 * @throws PluginError `malformed`, `invalid` with the first fault, `limit-exceeded`, `unsupported`
 */
export function readComponent(
  bytes: Uint8Array<ArrayBuffer>,
  limits: DecodeLimits,
  assertValid: (module: CoreModule, bytes: Uint8Array<ArrayBuffer>) => void,
): ReadComponent {
  const component = decodeComponent(bytes, limits)
  // Validation and linking look at the same modules.
  const embedded = new Map<number, EmbeddedModule>()
  const decode = (bytes: Uint8Array, offset: number): CoreModule => {
    const known = embedded.get(offset) ?? { module: decodeModule(bytes, limits, offset), bytes }
    embedded.set(offset, known)
    return known.module
  }
  const [issue] = validateComponent(component, decode)
  if (issue !== undefined) throw new PluginError(issue.code, issue.message, { offset: issue.offset, issues: [issue] })
  const { program, modules } = linkComponent(component, decode)
  const used = new Set(modules.map(({ module }) => module))
  for (const unused of embedded.values()) if (!used.has(unused.module)) assertValid(unused.module, viewOf(unused))

  const count = program.coreInstances.length
  const evidence = ['is a component', `links ${count} core module${count === 1 ? '' : 's'}`]
  if (program.instances.length > 1) evidence.push(`is composed of ${program.instances.length} component instances`)
  return {
    recognition: { facts: { program, world: worldOfComponent(component) }, evidence, strength: Strength.certain },
    modules: modules.map(embedded => ({ module: embedded.module, bytes: viewOf(embedded) })),
    customSections: component.customSections,
  }
}

/** The bytes of an embedded module are a view of the file's. */
function viewOf({ bytes }: EmbeddedModule): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
