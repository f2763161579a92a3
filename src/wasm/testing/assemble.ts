import init from 'wabt'

const wabt = await init()

/** Assembles WebAssembly text, with every extension that the assembler knows; for tests only. */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  const features = {
    exceptions: true,
    function_references: true,
    tail_call: true,
    threads: true,
    memory64: true,
    multi_memory: true,
    extended_const: true,
    relaxed_simd: true,
  }
  const module = wabt.parseWat('test.wat', text, features)
  try {
    return new Uint8Array(module.toBinary({ write_debug_names: true }).buffer)
  } finally {
    module.destroy()
  }
}
