/** Where a plugin's bytes come from. A string is a path where there are files, a relative or full URL in browsers. */
export type Source = string | URL | Uint8Array | ArrayBuffer | Response
