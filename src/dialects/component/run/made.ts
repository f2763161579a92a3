import { checkMayLeave } from '../../../canonical/halt.ts'
import type { CoreFunction } from '../../../canonical/invoke.ts'
import { type ResourceBuiltin, resourceFunction } from '../../../canonical/resources.ts'
import { PluginError } from '../../../errors.ts'
import type { ResourceType } from '../../../memory/resource.ts'
import type { MadeFunction } from '../link/program.ts'
import { callableByGuest } from './callable.ts'
import type { Running } from './instance.ts'

/** A core function that no module exports: a lowered component function, or a built-in. */
export function makeFunction(index: number, running: Running): CoreFunction {
  const definition = running.program.coreFunctions[index]
  if (definition === undefined) throw new RangeError(`a program that is linked has no core function ${index}`)
  switch (definition.kind) {
    case 'lower':
      return lower(definition, running)
    case 'resource.new':
      return resourceBuiltin('new', definition, running)
    case 'resource.rep':
      return resourceBuiltin('rep', definition, running)
    case 'resource.drop':
      return resourceBuiltin('drop', definition, running)
    case 'context.get':
      return () => running.context.get(definition.instance, definition.slot)
    case 'context.set':
      return value => running.context.set(definition.instance, definition.slot, value)
    case 'backpressure.inc':
    case 'backpressure.dec':
      return backpressure(definition, running)
    case 'unsupported':
      return unsupported(definition.name, definition.instance, running)
  }
}

const noMemory = { encoding: 'utf8', memory: null, realloc: null, async: false } as const

function lower({ func, instance, options }: Extract<MadeFunction, { kind: 'lower' }>, running: Running): CoreFunction {
  if (options.async) return unsupported('canon lower async', instance, running)
  const { compiled } = running.surroundings
  try {
    const lowered = compiled.lower(func, options.encoding)
    return lowered(running.guestOf(instance, options), callableByGuest(func, instance, running))
  } catch (error) {
    // It may never be called: then its types do not matter.
    if (!(error instanceof PluginError)) throw error
    return () => running.surroundings.guest.stop(error)
  }
}

function resourceBuiltin(
  builtin: ResourceBuiltin,
  { instance, resource }: { readonly instance: number; readonly resource: number },
  running: Running,
): CoreFunction {
  return resourceFunction(builtin, running.resources[resource] as ResourceType, running.guestOf(instance, noMemory))
}

/** Only what counts: no task waits to enter, as none can be held back. */
function backpressure(
  { kind, instance }: Extract<MadeFunction, { kind: 'backpressure.inc' | 'backpressure.dec' }>,
  { backpressure: counts, surroundings: { guest } }: Running,
): CoreFunction {
  const step = kind === 'backpressure.inc' ? 1 : -1
  return () => {
    const count = (counts[instance] ?? 0) + step
    if (count < 0 || count >= 2 ** 16)
      guest.stop(new PluginError('abi-violation', `expected backpressure of 0 to 65535, found ${count}`))
    counts[instance] = count
  }
}

function unsupported(name: string, instance: number, running: Running): CoreFunction {
  const guest = running.guestOf(instance, noMemory)
  return () => {
    checkMayLeave(guest)
    return guest.stop(new PluginError('unsupported', `the guest called ${name}, which hospes does not have`))
  }
}
