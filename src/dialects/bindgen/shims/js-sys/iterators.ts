import { BuiltinFunction, ItemIterator, property, type Step } from '../data.ts'
import { getter, method, notAnObject, type Shim } from '../declared.ts'

export const iterators: readonly Shim[] = [
  getter('Symbol', 'iterator', () => Symbol.iterator, 'fn iterator() -> Symbol'),
  getter('MaybeIterator', 'next', (_, value) => property(value, 'next'), 'fn next(this: &MaybeIterator) -> JsValue'),
  method(
    'Iterator',
    'next',
    (_, value) => (value instanceof ItemIterator ? value.next() : notAnObject()),
    'fn next(this: &Iterator) -> Result<IteratorNext, JsValue>',
    'fn next<T: FromWasmAbi>(this: &Iterator<T>) -> Result<IteratorNext<T>, JsValue>',
  ),
  getter(
    'IteratorNext',
    'done',
    (_, step: Step) => step?.done === true,
    'fn done(this: &IteratorNext) -> bool',
    'fn done<T>(this: &IteratorNext<T>) -> bool',
  ),
  getter(
    'IteratorNext',
    'value',
    (_, step: Step) => step?.value,
    'fn value(this: &IteratorNext) -> JsValue',
    'fn value<T>(this: &IteratorNext<T>) -> T',
  ),
  method(
    'Function',
    'call',
    (_, value, self) => (value instanceof BuiltinFunction ? value.call(self) : notAnObject()),
    'fn call0(this: &Function, context: &JsValue) -> Result<JsValue, JsValue>',
    'fn call0<Ret: JsGeneric, F: JsFunction<Ret = Ret> = fn() -> JsValue>(this: &Function<F>, context: &JsValue,) -> Result<Ret, JsValue>',
  ),
]
