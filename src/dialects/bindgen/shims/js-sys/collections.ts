import { itemBytes } from '../../held.ts'
import type { Running } from '../../running.ts'
import { itemsOf, iterator, iteratorOf } from '../data.ts'
import { getter, method, type Shim } from '../declared.ts'

export const collections: readonly Shim[] = [
  method('Map', 'new', newMap, 'fn new() -> Map'),
  method(
    'Map',
    'get',
    (_, value, key) => (value instanceof Map ? value.get(key) : undefined),
    'fn get(this: &Map, key: &JsValue) -> JsValue',
    'fn get<K, V>(this: &Map<K, V>, key: &K) -> V',
  ),
  method(
    'Map',
    'set',
    mapSet,
    'fn set(this: &Map, key: &JsValue, value: &JsValue) -> Map',
    'fn set<K, V>(this: &Map<K, V>, key: &K, value: &V) -> Map<K, V>',
  ),
  method(
    'Map',
    'has',
    (_, value, key) => value instanceof Map && value.has(key),
    'fn has(this: &Map, key: &JsValue) -> bool',
    'fn has<K, V>(this: &Map<K, V>, key: &K) -> bool',
  ),
  method(
    'Map',
    'delete',
    (_, value, key) => value instanceof Map && value.delete(key),
    'fn delete(this: &Map, key: &JsValue) -> bool',
    'fn delete<K, V>(this: &Map<K, V>, key: &K) -> bool',
  ),
  getter(
    'Map',
    'size',
    (_, value) => (value instanceof Map ? value.size : 0),
    'fn size(this: &Map) -> u32',
    'fn size<K, V>(this: &Map<K, V>) -> u32',
  ),
  method(
    'Map',
    'entries',
    (_, value) => iterator(value instanceof Map ? value.entries() : []),
    'fn entries(this: &Map) -> Iterator',
    'fn entries<K, V: FromWasmAbi>(this: &Map<K, V>) -> Iterator',
  ),
  method(
    'Map',
    'keys',
    (_, value) => iterator(value instanceof Map ? value.keys() : []),
    'fn keys(this: &Map) -> Iterator',
    'fn keys<K: FromWasmAbi, V: FromWasmAbi>(this: &Map<K, V>) -> Iterator<K>',
  ),
  method(
    'Map',
    'values',
    (_, value) => iterator(value instanceof Map ? value.values() : []),
    'fn values(this: &Map) -> Iterator',
    'fn values<K, V: FromWasmAbi>(this: &Map<K, V>) -> Iterator<V>',
  ),
  method('Set', 'new', setFrom, 'fn new(init: &JsValue) -> Set'),
  method(
    'Set',
    'add',
    setAdd,
    'fn add(this: &Set, value: &JsValue) -> Set',
    'fn add<T>(this: &Set<T>, value: &T) -> Set<T>',
  ),
  method(
    'Set',
    'has',
    (_, value, item) => value instanceof Set && value.has(item),
    'fn has(this: &Set, value: &JsValue) -> bool',
    'fn has<T>(this: &Set<T>, value: &T) -> bool',
  ),
  getter(
    'Set',
    'size',
    (_, value) => (value instanceof Set ? value.size : 0),
    'fn size(this: &Set) -> u32',
    'fn size<T>(this: &Set<T>) -> u32',
  ),
  method(
    'Set',
    'values',
    (_, value) => iteratorOf(value),
    'fn values(set: &Set) -> Iterator',
    'fn values<T>(set: &Set<T>) -> Iterator<T>',
  ),
]

function newMap(running: Running): Map<unknown, unknown> {
  running.held.charge(2 * itemBytes)
  return new Map()
}

function mapSet(running: Running, map: unknown, key: unknown, value: unknown): unknown {
  running.held.charge(2 * itemBytes)
  return map instanceof Map ? map.set(key, value) : map
}

function setAdd(running: Running, set: unknown, value: unknown): unknown {
  running.held.charge(2 * itemBytes)
  return set instanceof Set ? set.add(value) : set
}

function setFrom(running: Running, value: unknown): Set<unknown> {
  const set = new Set()
  for (const item of itemsOf(value) ?? []) setAdd(running, set, item)
  return set
}
