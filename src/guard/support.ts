import type { Feature } from '../wasm/features.ts'
import { moduleHeader } from '../wasm/sections.ts'

/** Whether this runtime's engine has a feature: asked once, by a module of a few bytes that uses nothing else. */
export function engineHas(feature: Feature): boolean {
  const answer = answers.get(feature) ?? probe(feature)
  answers.set(feature, answer)
  return answer
}

/** The first major version of Node whose engine has a feature; undefined for what none has yet. */
export function firstNode(feature: Feature): number | undefined {
  if (feature === 'wide-arithmetic' || feature === 'custom-page-sizes') return undefined
  if (feature === 'table64') return 24
  return newerThanNode20.has(feature) ? 22 : 20
}

const newerThanNode20: ReadonlySet<Feature> = new Set([
  'extended-const',
  'multi-memory',
  'memory64',
  'relaxed-simd',
  'function-references',
  'gc',
  'exnref',
])

const answers = new Map<Feature, boolean>()

function probe(feature: Feature): boolean {
  const sections = probes[feature]
  return sections === undefined || WebAssembly.validate(Uint8Array.from([...moduleHeader, ...sections]))
}

const nullaryType = [0x01, 0x04, 0x01, 0x60, 0x00, 0x00]

/** A function `() -> ()` of these instructions. */
function code(...instructions: number[]): number[] {
  const size = instructions.length + 2
  return [...nullaryType, 0x03, 0x02, 0x01, 0x00, 0x0a, size + 2, 0x01, size, 0x00, ...instructions, 0x0b]
}

/** Sections of a module that is valid where the feature is there. What every supported engine has needs none. */
const probes: Partial<Record<Feature, readonly number[]>> = {
  simd: code(0x00, 0xfd, 0x0e, 0x1a), // unreachable; i8x16.swizzle; drop
  threads: code(0xfe, 0x03, 0x00), // atomic.fence
  tags: [...nullaryType, 0x0d, 0x03, 0x01, 0x00, 0x00],
  'legacy-exceptions': code(0x06, 0x40, 0x0b), // try; end
  'tail-calls': code(0x12, 0x00), // return_call 0
  // (global i32 (i32.add (i32.const 0) (i32.const 0)))
  'extended-const': [0x06, 0x09, 0x01, 0x7f, 0x00, 0x41, 0x00, 0x41, 0x00, 0x6a, 0x0b],
  'multi-memory': [0x05, 0x05, 0x02, 0x00, 0x00, 0x00, 0x00],
  memory64: [0x05, 0x03, 0x01, 0x04, 0x00],
  'relaxed-simd': code(0x00, 0xfd, 0x80, 0x02, 0x1a), // unreachable; i8x16.relaxed_swizzle; drop
  'function-references': code(0x02, 0x64, 0x70, 0x00, 0x0b, 0x1a), // block (result (ref func)); unreachable; end; drop
  gc: [0x01, 0x03, 0x01, 0x5f, 0x00], // (type (struct))
  exnref: code(0x1f, 0x40, 0x00, 0x0b), // try_table; end
  table64: [0x04, 0x04, 0x01, 0x70, 0x04, 0x00],
  'wide-arithmetic': code(0x00, 0xfc, 0x13, 0x1a, 0x1a), // unreachable; i64.add128; drop; drop
  'custom-page-sizes': [0x05, 0x04, 0x01, 0x08, 0x00, 0x00],
}
