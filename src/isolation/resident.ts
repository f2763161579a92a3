import type { AnyFunction } from '../contract/any-function.ts'
import { PluginError } from '../errors.ts'
import { unitsOf } from '../limits.ts'
import type { Guest } from '../memory/guest.ts'
import { type Code, codeOnDemand, instantiator } from '../plan/instantiate.ts'
import type { WasiPorts } from '../wasi/ports.ts'
import type { WasiSurroundings } from '../wasi/wasi.ts'
import { slots } from '../wit/slots.ts'
import type { World } from '../wit/world.ts'
import { fromWire, toWire } from './error-wire.ts'
import { openInline } from './inline.ts'
import type {
  Call,
  CallResult,
  FromGuest,
  HostAnswer,
  HostRequest,
  Output,
  Start,
  Status,
  ToGuest,
  Told,
} from './messages.ts'
import { packResults, unpackCalls } from './packed.ts'
import { createGuestEnd, type GuestEnd } from './resources/guest-end.ts'
import type { Tier } from './tier.ts'

/** The guest's side of a boundary, as its thread or process gives it. */
export interface ResidentPort extends WasiPorts {
  post(message: FromGuest): void
  /** Asks the host, and stands still until it answers. Absent where a thread cannot: then nobody may ask. */
  readonly ask: ((request: HostRequest) => HostAnswer) | undefined
}

/** Results are held back for as long as this, and one more call, so that those of many small calls travel together. */
const batchMs = 1

/**
 * What lives in the guest's thread: the same plan and the same inline tier as in the host's, behind messages.
 * Give it each message of the host in order; it never throws.
 */
export function createResident(
  outer: ResidentPort,
  code: Code = codeOnDemand,
): (message: ToGuest) => Promise<void> | undefined {
  const outbox = createOutbox(outer)
  const port = behind(outbox, outer)
  let started: Started | undefined

  async function begin(message: Start): Promise<void> {
    try {
      started = await start(port, message, code)
      port.post({ type: 'started', status: statusOf(started.tier) })
    } catch (error) {
      port.post({ type: 'not-started', error: toWire(error) })
    }
  }

  return message => {
    if ('plan' in message) return begin(message)
    if (started !== undefined) runAll(started, outbox, unpackCalls(message))
    return undefined
  }
}

/** Results on their way to the host. */
interface Outbox {
  add(result: CallResult, status: Status): void
  /** Sends what has waited long enough. */
  flushIfDue(): void
  flush(): void
}

function createOutbox(port: ResidentPort): Outbox {
  let results: CallResult[] = []
  let status: Status | undefined
  /** When they were sent last, or there was nothing to send. */
  let since = 0
  const flush = (): void => {
    if (status !== undefined) port.post(packResults(results, status))
    status = undefined
    results = []
  }
  return {
    add(result, now) {
      status = now
      results.push(result)
    },
    flushIfDue() {
      const now = port.monotonicClock()
      if (now - since <= batchMs) return
      flush()
      since = now
    },
    flush,
  }
}

/** Whatever a call says comes behind the results of those before it. */
function behind(outbox: Outbox, { post, ask, ...clocks }: ResidentPort): ResidentPort {
  return {
    ...clocks,
    post(message) {
      outbox.flush()
      post(message)
    },
    ask:
      ask &&
      (request => {
        outbox.flush()
        return ask(request)
      }),
  }
}

interface Started {
  readonly tier: Tier
  readonly end: GuestEnd
}

async function start(port: ResidentPort, message: Start, code: Code): Promise<Started> {
  const { plan } = message
  const host = createAsking(port)
  const end = createGuestEnd(plan.world, object => host.tell({ kind: 'dropped', object }))
  const around = {
    hostFunctions: (guest: Guest) => hostFunctions(plan.world, end, host, guest),
    wasi: surroundings(port, host, message),
  }
  const instantiate = await instantiator(plan, around, code)
  const tier = openInline({
    instantiate,
    fuel: unitsOf(plan.limits.fuel),
    finish: host.settle,
    onLost() {
      end.forget()
      port.post({ type: 'told', told: { kind: 'lost' } })
    },
    arities: slots(plan.world.exports, plan.world).map(slot => slot.function.params.length),
    // The host's side knows the names.
    locate: error => error,
    restarts: message.restarts,
    onRestart: cause => port.post({ type: 'restarted', cause: toWire(cause) }),
  })
  return { tier, end }
}

/** How much the guest may be ahead of the host. */
const window = 64

/** The ways to the host: `ask` waits for the answer, `tell` goes on, `settle` waits for all that was told. */
interface Asking {
  ask(request: HostRequest): unknown
  tell(told: Told): void
  settle(): void
}

/** What they throw is a PluginError, and has stopped nothing yet. */
function createAsking({ post, ask: send }: ResidentPort): Asking {
  let told = 0
  const ask = (request: HostRequest): unknown => {
    if (send === undefined) throw new PluginError('unsupported', 'expected a thread that can wait for the host')
    told = 0
    return answered(send(request))
  }
  const settle = (): void => {
    if (told > 0) ask({ kind: 'settle' })
  }
  return {
    ask,
    settle,
    tell(message) {
      post({ type: 'told', told: message })
      if (send === undefined) return
      told += 1
      if (told >= window) settle()
    },
  }
}

function answered(answer: HostAnswer): unknown {
  if ('error' in answer) throw fromWire(answer.error)
  return answer.value
}

/** The host's functions as the guest calls them: by slot, over the boundary. */
function hostFunctions(world: World, end: GuestEnd, host: Asking, guest: Guest): AnyFunction[] {
  return slots(world.imports, world).map(({ function: { result } }, slot) => {
    const send =
      result === null
        ? (args: readonly unknown[]) => host.tell({ kind: 'import', slot, args })
        : (args: readonly unknown[]) => host.ask({ kind: 'import', slot, args })
    return (...args: unknown[]) => {
      try {
        return end.ask(slot, args, send)
      } catch (thrown) {
        return guest.stop(thrown)
      }
    }
  })
}

function surroundings(port: ResidentPort, host: Asking, message: Start): WasiSurroundings {
  const { wanted } = message
  const sink = (output: Output): ((chunk: Uint8Array) => void) | undefined =>
    wanted[output] ? chunk => host.tell({ kind: 'output', output, chunk }) : undefined
  const text = new TextEncoder()
  const log = (fd: 1 | 2, line: string): void =>
    host.tell({ kind: 'output', output: fd === 1 ? 'info' : 'error', chunk: text.encode(line) })
  return {
    grants: message.wasi,
    ports: port,
    host: {
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      clock: () => {
        const now = host.ask({ kind: 'clock' })
        if (typeof now === 'bigint') return now
        throw new PluginError('host-error', `wasi.clock: expected a bigint, found ${typeof now}`)
      },
    },
    log: wanted.info ? log : undefined,
  }
}

function runAll(started: Started, outbox: Outbox, calls: readonly Call[]): void {
  for (const call of calls) {
    outbox.flushIfDue()
    outbox.add(run(started, call), statusOf(started.tier))
  }
  outbox.flush()
}

function run({ tier, end }: Started, call: Call): CallResult {
  const { id } = call
  try {
    if ('drop' in call) {
      tier.drop(end.release(call.drop))
      return { id, value: undefined }
    }
    const { slot, args, fuel } = call
    const functions = fuel === undefined ? tier.functions : tier.bounded({ fuel })
    const target = functions[slot]
    if (target === undefined)
      throw new PluginError('crashed', `expected a function of the contract, found slot ${slot}`)
    return { id, value: end.serve(slot, args, -id, target) }
  } catch (error) {
    return { id, error: toWire(error) }
  }
}

function statusOf({ state, restarts, usage }: Tier): Status {
  return { state, restarts, usage }
}
