/** What `err` makes: a host function for `result<T, E>` returns it to answer err. */
export class Failure<out E> {
  readonly payload: E

  constructor(payload: E) {
    this.payload = payload
  }
}

/** The err answer of a host function for `result<T, E>`; anything that it throws is `host-error` instead. */
export function err<const E = void>(payload?: E): Failure<E> {
  return new Failure(payload as E)
}
