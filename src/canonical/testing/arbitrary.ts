import fc from 'fast-check'
import { camelCase } from '../../wit/names.ts'
import type { Primitive, Type, TypeDef, TypeRef } from '../../wit/world.ts'

/** A type, its table, and a value of it as it comes out of a guest; for tests only. */
export interface Typed {
  readonly types: readonly TypeDef[]
  readonly ref: TypeRef
  readonly value: unknown
}

interface Shape {
  /** Enters the type into a table. */
  add(types: TypeDef[]): TypeRef
  readonly value: fc.Arbitrary<unknown>
  readonly isOption: boolean
}

const int = (bits: number): fc.Arbitrary<number> => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
const nat = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 })
const f32 = fc.float().map(Math.fround)

const primitives: Readonly<Record<Exclude<Primitive, 'error-context'>, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  u8: nat(8),
  s8: int(8),
  u16: nat(16),
  s16: int(16),
  u32: nat(32),
  s32: int(32),
  u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  s64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  f32,
  f64: fc.double(),
  char: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  string: fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ minLength: 200, maxLength: 300 })),
}

/** What lists of numbers are, by the numbers' type. */
export const typedArrays: Readonly<Record<string, { from(items: readonly never[]): unknown }>> = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
}

function enter(types: TypeDef[], type: Type): number {
  return types.push({ name: null, owner: null, type }) - 1
}

const primitiveShape: fc.Arbitrary<Shape & { readonly name?: string }> = fc
  .constantFrom(...(Object.keys(primitives) as (keyof typeof primitives)[]))
  .map(name => ({ name, add: () => name, value: primitives[name], isOption: false }))

const someLabels = fc.uniqueArray(
  fc.constantFrom('a', 'b-c', 'to-string', 'constructor', 'HTTP-get', 'x1', 'light-blue'),
  {
    minLength: 1,
    maxLength: 5,
  },
)

const labelShape: fc.Arbitrary<Shape> = fc.tuple(someLabels, fc.boolean()).map(([labels, isEnum]) => ({
  add: types => {
    const items = labels.map(name => ({ name }))
    return enter(types, isEnum ? { kind: 'enum', cases: items } : { kind: 'flags', flags: items })
  },
  value: isEnum
    ? fc.constantFrom(...labels)
    : fc.record(Object.fromEntries(labels.map(label => [camelCase(label), fc.boolean()]))).map(plain),
  isOption: false,
}))

/** fast-check's records may have no prototype. */
function plain(value: object): object {
  return { ...value }
}

const { shape } = fc.letrec<{ shape: Shape; optional: Shape | null }>(tie => ({
  shape: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: primitiveShape },
    { weight: 1, arbitrary: labelShape },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('shape'), fc.option(nat(2).map(n => n + 1))).map(([element, length]): Shape => {
        const size = length === null ? { maxLength: 6 } : { minLength: length, maxLength: length }
        const array = typedArrays[(element as { readonly name?: string }).name ?? '']
        const items = fc.array(element.value, size)
        return {
          add: types => {
            const ref = element.add(types)
            return enter(
              types,
              length === null ? { kind: 'list', element: ref } : { kind: 'list', element: ref, length },
            )
          },
          value: array ? items.map(some => array.from(some as never[])) : items,
          isOption: false,
        }
      }),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(someLabels, fc.array(tie('shape'), { minLength: 5, maxLength: 5 }))
        .map(([labels, shapes]): Shape => {
          const fields = labels.map((name, i) => ({ name, shape: shapes[i] as Shape }))
          return {
            add: types =>
              enter(types, {
                kind: 'record',
                fields: fields.map(field => ({ name: field.name, type: field.shape.add(types) })),
              }),
            value: fc
              .record(Object.fromEntries(fields.map(field => [camelCase(field.name), field.shape.value])))
              .map(plain),
            isOption: false,
          }
        }),
    },
    {
      weight: 1,
      arbitrary: fc.array(tie('shape'), { minLength: 1, maxLength: 4 }).map(
        (shapes): Shape => ({
          add: types => enter(types, { kind: 'tuple', types: shapes.map(item => item.add(types)) }),
          value: fc.tuple(...shapes.map(item => item.value)),
          isOption: false,
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('shape'), tie('shape')).map(
        ([key, value]): Shape => ({
          add: types => enter(types, { kind: 'map', key: key.add(types), value: value.add(types) }),
          value: fc.array(fc.tuple(key.value, value.value), { maxLength: 4 }),
          isOption: false,
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(someLabels, fc.array(tie('optional'), { minLength: 5, maxLength: 5 }))
        .map(([labels, payloads]) => {
          const cases = labels.map((name, i) => ({ name, shape: payloads[i] ?? null }))
          return {
            add: types =>
              enter(types, {
                kind: 'variant',
                cases: cases.map(item => ({ name: item.name, type: item.shape?.add(types) ?? null })),
              }),
            value: fc.oneof(...cases.map(({ name, shape: payload }) => tagged(name, payload))),
            isOption: false,
          } as Shape
        }),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('optional'), tie('optional')).map(
        ([ok, err]): Shape => ({
          add: types => enter(types, { kind: 'result', ok: ok?.add(types) ?? null, err: err?.add(types) ?? null }),
          value: fc.oneof(tagged('ok', ok), tagged('err', err)),
          isOption: false,
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: tie('shape').map(
        (some): Shape => ({
          add: types => enter(types, { kind: 'option', some: some.add(types) }),
          value: some.isOption
            ? fc.oneof(tagged('none', null), tagged('some', some))
            : fc.option(some.value, { nil: undefined }),
          isOption: true,
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: tie('shape').map(
        (target): Shape => ({ ...target, add: types => enter(types, { kind: 'alias', target: target.add(types) }) }),
      ),
    },
  ),
  optional: fc.option(tie('shape')),
}))

function tagged(tag: string, payload: Shape | null): fc.Arbitrary<unknown> {
  return payload === null ? fc.constant({ tag }) : payload.value.map(val => ({ tag, val }))
}

/** Any type of values, with any value of it. */
export const arbitraryTyped: fc.Arbitrary<Typed> = shape.chain(({ add, value }) => {
  const types: TypeDef[] = []
  const ref = add(types)
  return value.map(made => ({ types, ref, value: made }))
})
