/** Standard input as a guest holds it; each of them reads on where the last has stopped. */
export class InputStream {
  readonly fd = 0
}

/** Standard output or error. */
export class OutputStream {
  readonly fd: 1 | 2

  constructor(fd: 1 | 2) {
    this.fd = fd
  }
}

/** What a guest waits for. It is always there. */
export class Pollable {
  readonly isReady = true
}
