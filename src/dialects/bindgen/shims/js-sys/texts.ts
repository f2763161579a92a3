import { err } from '../../../../contract/err.ts'
import { ErrorValue } from '../../error-value.ts'
import { lengthOf, property } from '../data.ts'
import { getter, method, type Shim } from '../declared.ts'

export const texts: readonly Shim[] = [
  // The class has its own name in Rust, which newer releases see through.
  ...['JsString', 'String'].map(of =>
    getter(of, 'length', (_, value) => lengthOf(value) ?? 0, 'fn length(this: &JsString) -> u32'),
  ),
  method(
    'String',
    'codePointAt',
    (_, value, at) => (typeof value === 'string' ? value.codePointAt(at) : undefined),
    'fn code_point_at(this: &JsString, pos: u32) -> JsValue',
  ),
  method(
    'String',
    'charCodeAt',
    (_, value, at) => (typeof value === 'string' ? value.charCodeAt(at) : Number.NaN),
    'fn char_code_at(this: &JsString, index: u32) -> f64',
  ),
  method(
    'String',
    'fromCodePoint',
    (_, code) => (code <= 0x10ffff ? String.fromCodePoint(code) : err(new ErrorValue('expected a code point'))),
    'fn from_code_point1(a: u32) -> Result<JsString, JsValue>',
  ),
  method(
    'Number',
    'isSafeInteger',
    (_, value) => Number.isSafeInteger(value),
    'fn is_safe_integer(value: &JsValue) -> bool',
  ),
  method('Number', 'isInteger', (_, value) => Number.isInteger(value), 'fn is_integer(value: &JsValue) -> bool'),
  method('Number', 'isFinite', (_, value) => Number.isFinite(value), 'fn is_finite(value: &JsValue) -> bool'),
  ...['Error', 'TypeError', 'RangeError'].map(name =>
    method(name, 'new', (_, message) => new ErrorValue(message), `fn new(message: &str) -> ${name}`),
  ),
  getter('Error', 'message', (_, value) => property(value, 'message'), 'fn message(this: &Error) -> JsString'),
  getter('Error', 'name', (_, value) => property(value, 'name'), 'fn name(this: &Error) -> JsString'),
]
