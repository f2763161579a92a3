import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** The hostile cases, where they are there: what each loads, does, and must end with. */

const folder = new URL('../../../shared/conformance/hostile/', import.meta.url)
export const isPresent: boolean = existsSync(new URL('cases.json', folder))

export type TierName = 'inline' | 'worker' | 'process'

/** What a case is made of: a core module (or bytes that are none), or the same module as a component. */
export type Form = 'module' | 'component'

export interface Step {
  readonly op: 'load' | 'call' | 'each' | 'echo' | 'check' | 'call-no-await' | 'close'
  readonly export?: string
  readonly exports?: readonly string[]
  readonly args?: readonly unknown[]
  readonly values?: Readonly<Record<string, readonly string[]>>
  readonly expectError?: string
}

export interface Outcome {
  readonly outcome: 'error' | 'value' | 'check' | 'value-or-error'
  readonly codes?: readonly string[]
  readonly value?: unknown
  readonly withinMs: number
}

export interface HostileCase {
  readonly id: string
  readonly variant: string
  readonly contract: string
  readonly limits: Readonly<Record<string, number>>
  readonly steps: readonly Step[]
  readonly expect: Readonly<Record<TierName, Outcome>>
  readonly acceptAlso: readonly Outcome[]
  bytes(): Uint8Array
}

interface Policy extends Readonly<Record<string, number | string>> {}
interface RawVariant {
  readonly name: string
  readonly wasm?: string
  readonly component?: string
  readonly generator?: string
  readonly needs?: readonly string[]
  readonly steps?: readonly Step[]
  readonly expect?: HostileCase['expect']
}
interface RawCase {
  readonly id: string
  readonly contract: string
  readonly needs?: readonly string[]
  readonly policy?: Policy
  readonly variants: readonly RawVariant[]
  readonly steps: readonly Step[]
  readonly expect: HostileCase['expect']
  readonly acceptAlso?: Outcome | readonly Outcome[]
}

/** Those that need no part of a host that is not there, as far as the form has them. */
export async function hostileCases(form: Form): Promise<readonly HostileCase[]> {
  if (!isPresent) return []
  const file = JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8'))
  const list: { readonly policy: Policy; readonly cases: readonly RawCase[] } = file
  const { generators } = (await import(pathToFileURL(new URL('generators.mjs', folder).pathname).href)) as {
    generators: Readonly<Record<string, () => Uint8Array>>
  }
  return list.cases
    .filter(({ needs }) => needs === undefined || needs.length === 0)
    .flatMap(raw =>
      raw.variants
        .filter(({ needs }) => needs === undefined || needs.length === 0)
        .filter(({ component }) => form === 'module' || component !== undefined)
        .map((variant): HostileCase => {
          const { acceptAlso = [] } = raw
          const file = form === 'module' ? variant.wasm : variant.component
          return {
            id: raw.id,
            variant: variant.name,
            contract: raw.contract,
            limits: limitsOf({ ...list.policy, ...raw.policy }),
            steps: variant.steps ?? raw.steps,
            expect: variant.expect ?? raw.expect,
            acceptAlso: Array.isArray(acceptAlso) ? acceptAlso : [acceptAlso as Outcome],
            bytes: () =>
              file !== undefined && existsSync(new URL(file, folder))
                ? new Uint8Array(readFileSync(new URL(file, folder)))
                : (generators[variant.generator ?? '']?.() ?? new Uint8Array()),
          }
        }),
    )
}

const named = [
  ...['moduleBytes', 'functions', 'localsPerFunction', 'nesting', 'tables', 'tableElements', 'memories', 'memoryPages'],
  ...['liftedBytes', 'liftedItems', 'hostCalls', 'logLines', 'logBytes', 'handles'],
]

/** The policy speaks of milliseconds where fuel counts: 200 ms of a call are 400 million units. */
function limitsOf(policy: Policy): Record<string, number> {
  const limits = Object.entries(policy).filter(([name]) => named.includes(name))
  return { ...(Object.fromEntries(limits) as Record<string, number>), fuel: 400_000_000, startFuel: 1_000_000_000 }
}
