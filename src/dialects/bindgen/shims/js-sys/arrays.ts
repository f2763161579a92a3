import { itemBytes } from '../../held.ts'
import type { Running } from '../../running.ts'
import { itemsOf, iterator, iteratorOf, lengthOf, newArray, property, setItem } from '../data.ts'
import { getter, indexer, method, type Shim } from '../declared.ts'

export const arrays: readonly Shim[] = [
  method('Array', 'new', running => newArray(running, 0), 'fn new() -> Array'),
  method('Array', 'new_with_length', newArray, 'fn new_with_length(len: u32) -> Array'),
  method('Array', 'isArray', (_, value) => Array.isArray(value), 'fn is_array(value: &JsValue) -> bool'),
  getter(
    'Array',
    'length',
    (_, value) => lengthOf(value) ?? 0,
    'fn length(this: &Array) -> u32',
    'fn length<T>(this: &Array<T>) -> u32',
  ),
  indexer(
    'Array',
    'get',
    (_, value, index) => property(value, index),
    'fn get(this: &Array, index: u32) -> JsValue',
    'fn get<T>(this: &Array<T>, index: u32) -> T',
  ),
  indexer(
    'Array',
    'get_unchecked',
    (_, value, index) => property(value, index),
    'fn get_unchecked<T>(this: &Array<T>, index: u32) -> T',
  ),
  indexer(
    'Array',
    'set',
    setItem,
    'fn set(this: &Array, index: u32, value: JsValue)',
    'fn set<T>(this: &Array<T>, index: u32, value: T)',
  ),
  method(
    'Array',
    'push',
    push,
    'fn push(this: &Array, value: &JsValue) -> u32',
    'fn push<T>(this: &Array<T>, value: &T) -> u32',
  ),
  method(
    'Array',
    'pop',
    (_, value) => (Array.isArray(value) ? value.pop() : undefined),
    'fn pop(this: &Array) -> JsValue',
    'fn pop<T>(this: &Array<T>) -> T',
  ),
  method('Array', 'from', arrayFrom, 'fn from(val: &JsValue) -> Array'),
  method(
    'Array',
    'of',
    (_, ...items) => items,
    'fn of1(a: &JsValue) -> Array',
    'fn of2(a: &JsValue, b: &JsValue) -> Array',
    'fn of3(a: &JsValue, b: &JsValue, c: &JsValue) -> Array',
    'fn of4(a: &JsValue, b: &JsValue, c: &JsValue, d: &JsValue) -> Array',
  ),
  method(
    'Array',
    'values',
    (_, value) => iteratorOf(value),
    'fn values(this: &Array) -> Iterator',
    'fn values<T>(this: &Array<T>) -> Iterator<T>',
  ),
  method(
    'Array',
    'entries',
    (_, value) => iterator(Array.isArray(value) ? value.entries() : []),
    'fn entries(this: &Array) -> Iterator',
    'fn entries<T>(this: &Array<T>) -> Iterator<T>',
  ),
  method(
    'Array',
    'keys',
    (_, value) => iterator(Array.isArray(value) ? value.keys() : []),
    'fn keys(this: &Array) -> Iterator',
    'fn keys<T>(this: &Array<T>) -> Iterator<T>',
  ),
]

function push(running: Running, array: unknown, item: unknown): number {
  if (!Array.isArray(array)) return 0
  running.held.charge(itemBytes)
  return array.push(item)
}

function arrayFrom(running: Running, value: unknown): unknown[] {
  const copy: unknown[] = []
  for (const item of itemsOf(value) ?? []) push(running, copy, item)
  return copy
}
