import type { OpenChannel, RemotePorts } from '../isolation/channel.ts'
import type { WasiPorts } from '../wasi/ports.ts'
import type { Source } from './source.ts'

/**
 * What the core needs of the world around it. One object a runtime, made in `platform/node` or `platform/browser`
 * and passed in by the entry files; nothing above this folder imports a platform.
 */
export interface Platform extends WasiPorts, RemotePorts {
  /**
   * Reads a source, at most `limit` bytes of it. The bytes are a copy that nobody else can change.
   * @throws PluginError `not-found`, `not-wasm` (a folder, a pipe, a device), `too-large`, `aborted`
   */
  read(source: Source, limit: number, signal: AbortSignal | undefined): Promise<SourceFile>
  /**
   * Names of the `.wasm` files of a folder, with what `read` takes for each, in code-unit order of names.
   * @throws PluginError `not-found`
   */
  list(folder: string | URL): Promise<readonly { readonly name: string; readonly source: string | URL }[]>
  /** SHA-256 as 64 lower-case hex digits: computed by the call of what it gives, where the platform can do so at once. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<() => string>
  /** Threads, loaded for the first plugin that is to have one; absent where there are none. */
  readonly worker?: () => Promise<Boundary>
  /** Processes, likewise. */
  readonly process?: () => Promise<Boundary>
}

/** A way to put plugins behind a boundary. */
export interface Boundary {
  readonly open: OpenChannel
  /** Why it cannot hold such a plugin here, or cannot be had at all; `undefined` when nothing is in the way. */
  refuse(plugin: BoundaryNeeds): string | undefined
}

export interface BoundaryNeeds {
  /** Its thread has to stand still until the host has answered. */
  readonly asksHost: boolean
  /** Every loop of it ends by itself, some time. */
  readonly isMetered: boolean
}

export interface SourceFile {
  /** Path, URL, or `bytes`: for messages. */
  readonly label: string
  /** File stem; `undefined` where the source has no name. */
  readonly name: string | undefined
  readonly bytes: Uint8Array<ArrayBuffer>
}
