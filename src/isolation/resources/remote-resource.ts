import type { PluginError } from '../../errors.ts'
import type { HostEnd } from './host-end.ts'

/** A resource that a guest behind a boundary defines, as the host's side has it: the handle behind a caller's object. */
export class RemoteResource {
  /** For messages. */
  readonly name: string
  /** What both sides know it by, in one thread or process and never in another. */
  readonly number: number
  /** Of the thread or process that it lives in; `undefined` until its creation has been sent there. */
  end: HostEnd | undefined
  /** Why it was never made. */
  failure: PluginError | undefined
  #isFailureTold = false
  /** Set once it is given up. */
  dropping: Promise<unknown> | undefined

  constructor(name: string, number: number, end: HostEnd | undefined) {
    this.name = name
    this.number = number
    this.end = end
  }

  /** The failure, on its way to a caller. */
  tellFailure(): PluginError | undefined {
    this.#isFailureTold = true
    return this.failure
  }

  /** The failure, if no caller has heard of it yet. */
  untoldFailure(): PluginError | undefined {
    return this.#isFailureTold ? undefined : this.failure
  }
}
