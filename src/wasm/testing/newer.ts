import { encodeModule } from '../encode.ts'
import type { CoreModule, Expression, ReferenceType } from '../module.ts'

/** Instructions from their bytes, the final `end` included. */
const expression = (...bytes: number[]): Expression => ({ bytes: Uint8Array.from(bytes), offset: 0 })

const anyReference: ReferenceType = { nullable: true, heap: 'any' }

/** A module of what the assembler of the tests does not know: GC types, typed references, exnref, 64-bit tables. */
export const newer: CoreModule = {
  types: [
    {
      final: false,
      supertypes: [],
      composite: { kind: 'struct', fields: [{ type: 'i8', mutable: true }] },
    },
    {
      final: true,
      supertypes: [0],
      composite: {
        kind: 'struct',
        fields: [
          { type: 'i8', mutable: true },
          { type: { nullable: true, heap: 1 }, mutable: false },
        ],
      },
    },
    { final: true, supertypes: [], composite: { kind: 'array', element: { type: 'i16', mutable: true } } },
    {
      final: true,
      supertypes: [],
      composite: { kind: 'func', params: [{ nullable: false, heap: 2 }, anyReference], results: ['i32'] },
    },
    { final: true, supertypes: [], composite: { kind: 'func', params: [], results: [] } },
  ],
  recursionGroups: [2, 1, 1, 1, 0],
  imports: [
    { module: 'a', name: 'table', item: { kind: 'table', element: anyReference, min: 1, max: 2 ** 40, is64: true } },
    {
      module: 'a',
      name: 'memory',
      item: { kind: 'memory', min: 0, max: 1, is64: true, shared: true, pageSizeLog2: 0 },
    },
    { module: 'a', name: 'exn', item: { kind: 'global', type: { nullable: true, heap: 'exn' }, mutable: false } },
  ],
  functions: [3, 4],
  tables: [
    {
      element: { nullable: false, heap: 'i31' },
      min: 1,
      max: undefined,
      is64: false,
      // i32.const 0; ref.i31
      init: expression(0x41, 0x00, 0xfb, 0x1c, 0x0b),
    },
  ],
  memories: [{ min: 1, max: undefined, is64: false, shared: false, pageSizeLog2: undefined }],
  tags: [],
  globals: [
    // i32.const 2; i32.const 3; i32.mul
    { type: 'i32', mutable: false, init: expression(0x41, 0x02, 0x41, 0x03, 0x6c, 0x0b) },
    // global.get 1, the one before
    { type: 'i32', mutable: false, init: expression(0x23, 0x01, 0x0b) },
  ],
  exports: [{ name: 'newer', kind: 'func', index: 0 }],
  start: undefined,
  elements: [
    {
      mode: { kind: 'passive' },
      type: anyReference,
      // two times ref.null any
      items: { kind: 'expressions', count: 2, expressions: expression(0xd0, 0x6e, 0x0b, 0xd0, 0x6e, 0x0b) },
      flags: 5,
    },
  ],
  dataCount: 1,
  code: [
    {
      locals: [{ count: 2, type: { nullable: false, heap: 'extern' } }],
      // biome-ignore format: an instruction a line
      instructions: expression(
        0x06, 0x40, 0x18, 0x00, // try; delegate 0
        0x1f, 0x40, 0x02, 0x01, 0x00, 0x00, 0x02, 0x00, 0x0b, // try_table (catch_ref 0 0) (catch_all 0); end
        0x02, 0x64, 0x70, 0x00, 0x0b, // block (result (ref func)); unreachable; end
        0x02, 0x03, 0x0b, // block (type 3); end
        0x20, 0x01, 0xfb, 0x17, 0x6e, // local.get 1; ref.cast (ref null any)
        0xfb, 0x18, 0x03, 0x00, 0x6e, 0x02, // br_on_cast 0 anyref (ref null 2)
        0xfb, 0x07, 0x02, // array.new_default 2
        0xfb, 0x08, 0x02, 0x80, 0x01, // array.new_fixed 2 128
        0xfb, 0x11, 0x02, 0x02, // array.copy 2 2
        0xfb, 0x12, 0x02, 0x00, // array.init_data 2 0
        0xfc, 0x16, // i64.mul_wide_u
        0xfd, 0x93, 0x02, // i32x4.relaxed_dot_i8x16_i7x16_add_s
        0xfd, 0x54, 0x40, 0x01, 0x00, 0x0f, // v128.load8_lane (memory 1) 15
        0x28, 0x42, 0x01, 0xff, 0xff, 0xff, 0xff, 0x1f, // i32.load (memory 1) offset=0x1ffffffff
        0x14, 0x03, 0x15, 0x03, // call_ref 3; return_call_ref 3
        0xd5, 0x00, 0xd6, 0x00, 0xd3, 0xd4, // br_on_null 0; br_on_non_null 0; ref.eq; ref.as_non_null
        0x0a, // throw_ref
        0xfe, 0x03, 0x00, // atomic.fence
        0x0b,
      ),
    },
    { locals: [], instructions: expression(0x0b) },
  ],
  data: [
    { mode: { kind: 'active', memory: 1, offset: expression(0x41, 0x00, 0x0b) }, bytes: new Uint8Array(3), flags: 2 },
  ],
  customSections: [
    { name: 'first', bytes: Uint8Array.of(1), offset: 0, after: 0 },
    { name: 'behind an empty section', bytes: Uint8Array.of(), offset: 0, after: 13 },
    { name: 'last', bytes: Uint8Array.of(2), offset: 0, after: 11 },
  ],
  features: [],
}

export const newerBytes: Uint8Array<ArrayBuffer> = encodeModule(newer)
