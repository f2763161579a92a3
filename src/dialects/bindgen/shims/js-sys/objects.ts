import { entriesOf, hasProperty, isObject, keysOf, listed, newObject, property, setProperty } from '../data.ts'
import { method, notAnObject, reflect, type Shim } from '../declared.ts'

export const objects: readonly Shim[] = [
  method('Object', 'new', newObject, 'fn new() -> Object'),
  method(
    'Object',
    'keys',
    (running, value) => listed(running, keysOf(value)),
    'fn keys(object: &Object) -> Array',
    'fn keys<T>(object: &Object<T>) -> Array',
  ),
  method(
    'Object',
    'values',
    (running, value) => listed(running, keysOf(value)).map(key => property(value, key)),
    'fn values(object: &Object) -> Array',
    'fn values<T>(object: &Object<T>) -> Array<T>',
  ),
  method('Object', 'entries', (running, value) => entriesOf(running, value), 'fn entries(object: &Object) -> Array'),
  method(
    'Object',
    'is',
    (_, a, b) => Object.is(a, b),
    'fn is(value_1: &JsValue, value_2: &JsValue) -> bool',
    'fn is(value1: &JsValue, value_2: &JsValue) -> bool',
  ),
  method(
    'Object',
    'hasOwn',
    (_, value, key) => hasProperty(value, key),
    'fn has_own(instance: &Object, property: &JsValue) -> bool',
    'fn has_own<T>(instance: &Object<T>, property: &JsValue) -> bool',
  ),

  reflect(
    'get',
    (_, value, key) => (isObject(value) ? property(value, key) : notAnObject()),
    'fn get(target: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>',
    'fn get_f64(target: &JsValue, key: f64) -> Result<JsValue, JsValue>',
    'fn get_u32(target: &JsValue, key: u32) -> Result<JsValue, JsValue>',
    'fn get_symbol<T>(target: &Object<T>, key: &Symbol) -> Result<JsValue, JsValue>',
    'fn get_str<T>(target: &Object<T>, key: &JsString) -> Result<Option<T>, JsValue>',
  ),
  reflect(
    'set',
    (running, value, key, item) => (isObject(value) ? setProperty(running, value, key, item) : notAnObject()),
    'fn set(target: &JsValue, property_key: &JsValue, value: &JsValue,) -> Result<bool, JsValue>',
    'fn set_f64(target: &JsValue, property_key: f64, value: &JsValue,) -> Result<bool, JsValue>',
    'fn set_u32(target: &JsValue, property_key: u32, value: &JsValue,) -> Result<bool, JsValue>',
    'fn set_str<T>(target: &Object<T>, property_key: &JsString, value: &T,) -> Result<bool, JsValue>',
  ),
  reflect(
    'has',
    (_, value, key) => (isObject(value) ? hasProperty(value, key) : notAnObject()),
    'fn has(target: &JsValue, property_key: &JsValue) -> Result<bool, JsValue>',
    'fn has_str<T>(target: &Object<T>, property_key: &JsString) -> Result<bool, JsValue>',
    'fn has_symbol<T>(target: &Object<T>, property_key: &Symbol) -> Result<bool, JsValue>',
  ),
  reflect(
    'ownKeys',
    (running, value) => (isObject(value) ? listed(running, keysOf(value)) : notAnObject()),
    'fn own_keys(target: &JsValue) -> Result<Array, JsValue>',
  ),
]
