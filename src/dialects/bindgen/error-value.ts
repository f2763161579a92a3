/** An error that a guest made. It has no stack: nothing of the host may be read off it. */
export class ErrorValue {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}
