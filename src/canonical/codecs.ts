import { PluginError } from '../errors.ts'
import { resolveType, type Type, type TypeDef, type TypeRef } from '../wit/world.ts'
import type { Codec } from './codec.ts'
import { createLayouts, type Layouts, variantLayout } from './layout.ts'
import { enumCodec, flagsCodec } from './types/labels.ts'
import { fixedListCodec, listCodec } from './types/list.ts'
import { fixedNumberListCodec, isNumberType, numberListCodec } from './types/numbers.ts'
import { scalarCodecs } from './types/scalar.ts'
import { recordCodec, tupleCodec } from './types/sequence.ts'
import { type StringEncoding, stringCodecs } from './types/string.ts'
import { answerCodec, optionCodec, variantCodec } from './types/variant.ts'

/** The codecs of one type table, each compiled once. */
export interface Codecs {
  readonly layouts: Layouts
  /** @throws PluginError `unsupported` for what cannot pass the boundary yet, `limit-exceeded` as `Layouts` */
  of(ref: TypeRef): Codec
  /** For the whole result of a function, where a `result` is the value or `Failure`. */
  ofAnswer(ref: TypeRef): Codec
}

/** Makes the codecs of handles, for a resource's index in the type table. */
export interface HandleCodecs {
  own(resource: number): Codec
  borrow(resource: number): Codec
}

/** `handles`: for dialects whose guests have resources; without them they are unsupported. */
export function createCodecs(
  types: readonly TypeDef[],
  encoding: StringEncoding = 'utf8',
  handles?: HandleCodecs,
): Codecs {
  const layouts = createLayouts(types)
  const known = new Map<number, Codec>()

  function of(ref: TypeRef): Codec {
    const type = resolveType(types, ref)
    if (type === 'string') return stringCodecs[encoding]
    if (type === 'error-context') throw unsupported('error-context')
    if (typeof type === 'string') return scalarCodecs[type]
    const found = known.get(ref as number)
    if (found !== undefined) return found
    const codec = compile(ref, type)
    known.set(ref as number, codec)
    return codec
  }

  function compile(ref: TypeRef, type: Exclude<Type, { kind: 'alias' }>): Codec {
    // First, because it also limits how deep types are nested.
    const layout = layouts.of(ref)
    switch (type.kind) {
      case 'record':
        return recordCodec(
          type.fields.map(field => ({ name: field.name, codec: of(field.type), optional: isOption(field.type) })),
        )
      case 'tuple':
        return tupleCodec(type.types.map(of))
      case 'list': {
        const element = resolveType(types, type.element)
        if (type.length === undefined) {
          return isNumberType(element) ? numberListCodec(element) : listCodec(of(type.element))
        }
        return isNumberType(element)
          ? fixedNumberListCodec(layout, element, type.length)
          : fixedListCodec(layout, of(type.element), type.length)
      }
      case 'map':
        return listCodec(tupleCodec([of(type.key), of(type.value)]))
      case 'variant': {
        const cases = type.cases.map(({ name, type: payload }) => ({ name, payload: payloadOf(payload) }))
        return variantCodec(variantLayout(cases.map(({ payload }) => payload)), cases)
      }
      case 'result': {
        const cases = [
          { name: 'ok', payload: payloadOf(type.ok) },
          { name: 'err', payload: payloadOf(type.err) },
        ]
        return variantCodec(variantLayout(cases.map(({ payload }) => payload)), cases)
      }
      case 'option': {
        const some = of(type.some)
        const optionLayout = variantLayout([null, some])
        if (!isOption(type.some)) return optionCodec(optionLayout, some)
        return variantCodec(optionLayout, [
          { name: 'none', payload: null },
          { name: 'some', payload: some },
        ])
      }
      case 'enum': {
        const labels = type.cases.map(({ name }) => name)
        return enumCodec(variantLayout(labels.map(() => null)), labels)
      }
      case 'flags':
        return flagsCodec(
          layout,
          type.flags.map(({ name }) => name),
        )
      case 'own':
      case 'borrow':
        if (handles === undefined) throw unsupported(type.kind)
        return handles[type.kind](resourceIndex(type.resource))
      default:
        throw unsupported(type.kind)
    }
  }

  /** A resource goes by its own entry in the table, whatever other names it has. */
  function resourceIndex(index: number): number {
    const type = types[index]?.type
    return type?.kind === 'alias' && typeof type.target === 'number' ? resourceIndex(type.target) : index
  }

  function ofAnswer(ref: TypeRef): Codec {
    const type = resolveType(types, ref)
    if (typeof type === 'string' || type.kind !== 'result') return of(ref)
    const ok = payloadOf(type.ok)
    const err = payloadOf(type.err)
    return answerCodec(variantLayout([ok, err]), ok, err)
  }

  function payloadOf(ref: TypeRef | null): Codec | null {
    return ref === null ? null : of(ref)
  }

  function isOption(ref: TypeRef): boolean {
    const type = resolveType(types, ref)
    return typeof type === 'object' && type.kind === 'option'
  }

  return { layouts, of, ofAnswer }
}

function unsupported(kind: string): PluginError {
  return new PluginError('unsupported', `expected a type that can pass the boundary, found ${kind}, which cannot yet`)
}
