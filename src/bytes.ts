/** `Uint8Array<ArrayBuffer>`, which our declarations do not say so that TypeScript before 5.7 reads them too. */
export type Bytes = ReturnType<typeof Uint8Array.of>
