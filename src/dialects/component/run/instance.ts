import type { CoreFunction } from '../../../canonical/invoke.ts'
import type { AnyFunction } from '../../../contract/any-function.ts'
import { createGuestInstance, type Guest, type GuestInstance, type Realloc } from '../../../memory/guest.ts'
import type { HandleCount } from '../../../memory/handles.ts'
import type { ResourceType } from '../../../memory/resource.ts'
import { startGuest } from '../../start.ts'
import type { CoreItem, Options, Program } from '../link/program.ts'
import type { Compiled } from './compile.ts'
import { type ContextStorage, createContextStorage } from './context.ts'
import { createEntry, type Entry } from './entry.ts'
import { makeFunction } from './made.ts'
import { createResourceType } from './resource-types.ts'

/** What an instance of a program needs. */
export interface ProgramSurroundings {
  /** One for each core instance, in their order: guarded and compiled. */
  readonly modules: readonly WebAssembly.Module[]
  /** Stands for the plugin: what stops it stops all instances in the program. */
  readonly guest: Guest
  /** The host's function for an import of the root, wrapped; `undefined` when nobody gives it. */
  readonly hostFunction: (path: readonly string[]) => AnyFunction | undefined
  /** Handles that all instances together may have at once. */
  readonly handles: number
  /** Shared by all instances of the program. */
  readonly compiled: Compiled
}

/** An instance of a program, from the first of its core instances on. */
export interface Running {
  readonly program: Program
  readonly surroundings: ProgramSurroundings
  readonly entry: Entry
  readonly context: ContextStorage
  /** By component instance: how often it has asked to be left alone. */
  readonly backpressure: number[]
  /** By component instance. */
  readonly instances: readonly GuestInstance[]
  /** By number. */
  readonly resources: readonly ResourceType[]
  /** A core item whose instance has been made. */
  item(item: CoreItem): WebAssembly.ExportValue
  /** Size of all memories that functions use, each counted once. */
  memoryBytes(): number
  /** Memory and allocator of a component instance, as the options say. */
  guestOf(instance: number, options: Options): Guest
}

/** Makes an instance of everything in the program, in order. @throws PluginError of phase `link` */
export function instantiateProgram(program: Program, surroundings: ProgramSurroundings): Running {
  const { guest: plugin, modules } = surroundings
  const count: HandleCount = { alive: 0, limit: surroundings.handles }
  const resourcesByType: (ResourceType | undefined)[] = []
  const resources: ResourceType[] = []
  const coreExports: WebAssembly.Exports[] = []
  const made: CoreFunction[] = []
  const guests = new Map<string, Guest>()
  const memories = new Set<WebAssembly.Memory>()

  const running: Running = {
    program,
    surroundings,
    entry: createEntry(program),
    context: createContextStorage(program),
    backpressure: program.instances.map(() => 0),
    instances: program.instances.map(() => createGuestInstance(count, resourcesByType)),
    resources,
    item: item => {
      if ('made' in item) {
        made[item.made] ??= makeFunction(item.made, running)
        return made[item.made] as CoreFunction
      }
      return coreExports[item.instance]?.[item.name] as WebAssembly.ExportValue
    },
    memoryBytes: () => {
      let bytes = 0
      for (const { buffer } of memories) bytes += buffer.byteLength
      return bytes
    },
    guestOf: (instance, { memory, realloc }) => {
      const key = JSON.stringify([instance, memory, realloc])
      const known = guests.get(key)
      if (known !== undefined) return known
      const guest = plugin.fork(running.instances[instance])
      if (memory !== null) {
        const attached = running.item(memory) as WebAssembly.Memory
        const allocate = realloc === null ? undefined : (running.item(realloc) as Realloc)
        guest.attach(attached, allocate && running.context.thread(allocate, instance))
        memories.add(attached)
      }
      guests.set(key, guest)
      return guest
    },
  }

  for (const definition of program.resources) {
    const type = createResourceType(definition, running)
    resources.push(type)
    resourcesByType[definition.type] = type
  }
  for (const [index, { imports }] of program.coreInstances.entries()) {
    const given: Record<string, Record<string, WebAssembly.ImportValue>> = Object.create(null)
    for (const { module: from, name, item } of imports) {
      given[from] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>
      given[from][name] = running.item(item)
    }
    coreExports.push(startGuest(plugin, modules[index] as WebAssembly.Module, given, () => undefined))
  }
  return running
}
