/** What stands in the guest's thread for an object of the host's, which stays where it is. */
export class HostObject {
  readonly number: number
  readonly #drop: (number: number) => void

  constructor(number: number, drop: (number: number) => void) {
    this.number = number
    this.#drop = drop
  }

  /** The guest has dropped it. */
  [Symbol.dispose](): void {
    this.#drop(this.number)
  }
}
