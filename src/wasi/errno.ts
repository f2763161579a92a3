/** Error numbers of WASI preview 1 (`errno`), those that are answered here. */
export const errno = {
  success: 0,
  badf: 8,
  fault: 21,
  inval: 28,
  nosys: 52,
  notsup: 58,
  spipe: 70,
  notcapable: 76,
} as const
