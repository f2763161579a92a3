import { err, type Failure } from '../../contract/err.ts'
import type { WasiFunctions } from './functions.ts'

const deny = (): Failure<string> => err('access-denied')

/** Files and network: there are none, and guests hear so by WASI's own answers. */
export const denied: WasiFunctions = {
  'wasi:filesystem/preopens@0.2': { 'get-directories': () => [] },
  'wasi:sockets/instance-network@0.2': { 'instance-network': () => ({}) },
  'wasi:sockets/tcp-create-socket@0.2': { 'create-tcp-socket': deny },
  'wasi:sockets/udp-create-socket@0.2': { 'create-udp-socket': deny },
  'wasi:sockets/ip-name-lookup@0.2': { 'resolve-addresses': deny },
}
