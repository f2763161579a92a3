import { PluginError } from '../errors.ts'
import { unitsOf } from '../limits.ts'
import { instantiator } from '../plan/instantiate.ts'
import type { Plan } from '../plan/plan.ts'
import type { WasiPorts } from '../wasi/ports.ts'
import type { WasiSurroundings } from '../wasi/wasi.ts'
import { slots } from '../wit/slots.ts'
import { fromWire, toWire } from './error-wire.ts'
import { openInline } from './inline.ts'
import type { Call, CallResult, FromGuest, HostAnswer, HostRequest, Output, Status, ToGuest } from './messages.ts'
import type { Tier, TierFunction } from './tier.ts'

/** The guest's side of a boundary, as its thread or process gives it. */
export interface ResidentPort extends WasiPorts {
  post(message: FromGuest): void
  /** Asks the host, and stands still until it answers. */
  ask(request: HostRequest): HostAnswer
}

/** Results are held back for as long as this, so that many small calls travel as one message. */
const batchMs = 1

/**
 * What lives in the guest's thread: the same plan and the same inline tier as in the host's, behind messages.
 * Give it each message of the host in order; it never throws.
 */
export function createResident(port: ResidentPort): (message: ToGuest) => Promise<void> {
  let tier: Tier | undefined

  return async message => {
    if (message.type === 'calls') {
      if (tier !== undefined) runAll(port, tier, message.calls)
      return
    }
    try {
      tier = await start(port, message)
      port.post({ type: 'started', status: statusOf(tier) })
    } catch (error) {
      port.post({ type: 'not-started', error: toWire(error) })
    }
  }
}

async function start(port: ResidentPort, message: Extract<ToGuest, { type: 'start' }>): Promise<Tier> {
  const { plan } = message
  const ask = createAsking(port)
  const instantiate = await instantiator(plan, {
    hostFunctions: slots(plan.world.imports, plan.world).map((slot, index) =>
      slot.function.result === null ? ask.tell(index) : ask.call(index),
    ),
    wasi: surroundings(port, message),
  })
  return openInline({
    instantiate,
    fuel: unitsOf(plan.limits.fuel),
    finish: ask.settle,
    arities: aritiesOf(plan),
    // The host's side knows the names.
    locate: error => error,
    restarts: message.restarts,
    onRestart: cause => port.post({ type: 'restarted', cause: toWire(cause) }),
  })
}

function aritiesOf({ world }: Plan): number[] {
  return slots(world.exports, world).map(slot => slot.function.params.length)
}

/** How many calls the guest may be ahead of the host. */
const window = 64

/** The ways to call the host's functions: `call` waits for the result, `tell` goes on where there is none. */
function createAsking(port: ResidentPort) {
  let told = 0
  const settle = (): void => {
    if (told === 0) return
    told = 0
    answered(port.ask({ kind: 'settle' }))
  }
  return {
    settle,
    call:
      (slot: number): TierFunction =>
      (...args: unknown[]) => {
        told = 0
        return answered(port.ask({ kind: 'import', slot, args }))
      },
    tell:
      (slot: number): TierFunction =>
      (...args: unknown[]) => {
        port.post({ type: 'told', slot, args })
        told += 1
        if (told >= window) settle()
      },
  }
}

function answered(answer: HostAnswer): unknown {
  if ('error' in answer) throw fromWire(answer.error)
  return answer.value
}

function surroundings(port: ResidentPort, message: Extract<ToGuest, { type: 'start' }>): WasiSurroundings {
  const { wanted } = message
  const sink = (output: Output): ((chunk: Uint8Array) => void) | undefined =>
    wanted[output] ? chunk => port.post({ type: 'output', output, chunk }) : undefined
  const text = new TextEncoder()
  const log = (fd: 1 | 2, line: string): void =>
    port.post({ type: 'output', output: fd === 1 ? 'info' : 'error', chunk: text.encode(line) })
  return {
    grants: message.wasi,
    ports: port,
    host: {
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      clock: () => {
        const now = answered(port.ask({ kind: 'clock' }))
        if (typeof now === 'bigint') return now
        throw new PluginError('host-error', `wasi.clock: expected a bigint, found ${typeof now}`)
      },
    },
    log: wanted.info ? log : undefined,
  }
}

/** Runs calls in order. What is done is told before long, so that a later call that hangs takes nothing with it. */
function runAll(port: ResidentPort, tier: Tier, calls: readonly Call[]): void {
  let results: CallResult[] = []
  let since = port.monotonicClock()
  const tell = (): void => {
    if (results.length > 0) port.post({ type: 'results', results, status: statusOf(tier) })
    results = []
    since = port.monotonicClock()
  }
  for (const call of calls) {
    results.push(run(tier, call))
    if (port.monotonicClock() - since > batchMs) tell()
  }
  tell()
}

function run(tier: Tier, { id, slot, args, fuel }: Call): CallResult {
  try {
    const functions = fuel === undefined ? tier.functions : tier.bounded({ fuel })
    const call = functions[slot]
    if (call === undefined) throw new PluginError('crashed', `expected a function of the contract, found slot ${slot}`)
    return { id, value: call(...args) }
  } catch (error) {
    return { id, error: toWire(error) }
  }
}

function statusOf({ state, restarts, usage }: Tier): Status {
  return { state, restarts, usage }
}
