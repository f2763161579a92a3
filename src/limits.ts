import { invalidOption, PluginError, wholeNumber } from './errors.ts'

/**
 * What a plugin may cost. All are whole numbers from 0 up; every one has a default that a well-behaved plugin
 * does not meet. Sums and counts are over all core modules of a plugin.
 */
export interface Limits {
  /** Bytes of the file. */
  readonly moduleBytes: number
  /** Functions that its modules define. */
  readonly functions: number
  readonly localsPerFunction: number
  /** Depth of blocks in a function, of components in components, of types in types. */
  readonly nesting: number
  readonly tables: number
  /** Elements of all tables together, at the start and after any growth. */
  readonly tableElements: number
  readonly memories: number
  /** Pages (64 KiB) of all memories together, at the start and after any growth. */
  readonly memoryPages: number
  /** Units one call may burn; a unit is at most one instruction. */
  readonly fuel: number | 'unlimited'
  /** Units that starting an instance may burn. */
  readonly startFuel: number | 'unlimited'
  /** Bytes one call may lift out of the guest. */
  readonly liftedBytes: number
  /** Strings, lists and list items one call may lift out of the guest. */
  readonly liftedItems: number
  /** Calls of host functions during one call. */
  readonly hostCalls: number
  /** Lines one call may log. */
  readonly logLines: number
  /** Bytes one call may log. */
  readonly logBytes: number
  /** Handles of resources that may be alive at once. */
  readonly handles: number
  /** Milliseconds one call may take, by the clock on the wall: where the guest can be ended from outside. */
  readonly deadlineMs: number
  /** Milliseconds that starting may take: likewise. */
  readonly startDeadlineMs: number
  /** Milliseconds a host function may take while the guest waits for it: likewise. */
  readonly hostCallMs: number
}

/** What a caller may say: any of the limits, by name. */
export type LimitOptions = { readonly [K in keyof Limits]?: Limits[K] | undefined }

/** Limits that nothing in the caller's own thread can enforce. */
const deadlines: readonly string[] = ['deadlineMs', 'startDeadlineMs', 'hostCallMs'] satisfies (keyof Limits)[]

/** The default of each limit. */
export const defaultLimits: Limits = {
  // The largest module surveyed on npm has 46 MB.
  moduleBytes: 64 * 1024 * 1024,
  functions: 200_000,
  // The engine's own limit.
  localsPerFunction: 50_000,
  nesting: 10_000,
  tables: 16,
  // A table element costs the engine some 55 bytes.
  tableElements: 200_000,
  memories: 8,
  // 256 MiB.
  memoryPages: 4096,
  // A unit takes 0.015 to 0.16 ns, by the code that burns it: from one second to eight.
  fuel: 50_000_000_000,
  // Language runtimes start once, with as much as any call.
  startFuel: 50_000_000_000,
  liftedBytes: 64 * 1024 * 1024,
  liftedItems: 4_000_000,
  hostCalls: 1_000_000,
  logLines: 1_000,
  logBytes: 256 * 1024,
  handles: 100_000,
  // Longer than any call that somebody waits for.
  deadlineMs: 30_000,
  startDeadlineMs: 30_000,
  hostCallMs: 30_000,
}

/** The engine's own maximum of pages. */
const enginePages = 65_536

/**
 * Reads the `limits` option. A lost limit is a security bug, so nothing unknown is passed over.
 * @throws PluginError `invalid-option` for an unknown name or a wrong value, `unsupported` for a limit nothing enforces.
 */
export function parseLimits(input: unknown, isolation: 'inline' | 'worker' | 'process' = 'inline'): Limits {
  if (input === undefined) return defaultLimits
  if (typeof input !== 'object' || input === null) throw invalidOption('limits', 'an object', input)
  const limits: { -readonly [K in keyof Limits]: Limits[K] } = { ...defaultLimits }
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue
    if (isolation === 'inline' && deadlines.includes(name))
      throw new PluginError('unsupported', `limits.${name}: a deadline needs the isolation "worker" or "process"`)
    if (!Object.hasOwn(defaultLimits, name))
      throw new PluginError(
        'invalid-option',
        `limits.${name} is not a limit; expected one of ${Object.keys(defaultLimits).join(', ')}`,
      )
    if ((name === 'fuel' || name === 'startFuel') && value === 'unlimited') {
      limits[name] = value
      continue
    }
    limits[name as keyof Limits] = wholeNumber(`limits.${name}`, value)
  }
  limits.memoryPages = Math.min(limits.memoryPages, enginePages)
  return limits
}

/** Units to fill a tank with. */
export function unitsOf(fuel: number | 'unlimited'): number {
  return fuel === 'unlimited' ? Number.POSITIVE_INFINITY : fuel
}
