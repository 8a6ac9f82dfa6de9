/** What every host has for texts, and the core has no types of. */
interface Host {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array }
  readonly TextDecoder: new (
    encoding: string,
    options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string }
}

const host = globalThis as unknown as Host

export const utf8Encoded = (text: string): Uint8Array => new host.TextEncoder().encode(text)

/** Throws: TypeError for bytes that are no UTF-8. */
export const utf8Decoded = (bytes: Uint8Array): string =>
  new host.TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
