/**
 * What the classes of a plugin's resources have in common: an object that stands for a resource of the guest, with its
 * handle where nobody else can see it. All other members are those of the contract.
 */
export class GuestObject {
  readonly #handle: unknown

  constructor(handle: unknown) {
    this.#handle = handle
  }

  /** The handle of such an object; anything else comes back as it is, for whoever checks values. */
  static handleOf(value: unknown): unknown {
    return typeof value === 'object' && value !== null && #handle in value ? value.#handle : value
  }
}
