/** The part of the JavaScript interface of WebAssembly that Nabla uses (no TypeScript library without DOM has it). */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  grow(pages: number): number
}

/** A compiled module; it can be posted to a worker. */
export type WasmModule = object & { readonly __wasmModule?: never }

/** Functions that an instance exports. */
export type WasmExports = Readonly<Record<string, (...numbers: number[]) => number>>

/** What a module imports: `imports[module][name]`. */
export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>

interface WebAssemblyInterface {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports?: WasmImports) => { readonly exports: WasmExports }
  Memory: new (descriptor: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory
}

/** The host's `WebAssembly` object. */
export const webAssembly: WebAssemblyInterface = (
  globalThis as unknown as { WebAssembly: WebAssemblyInterface }
).WebAssembly

/** Compile and instantiate at once, on the calling thread. */
export function instantiate(bytes: Uint8Array, imports: WasmImports = {}): WasmExports {
  return new webAssembly.Instance(new webAssembly.Module(bytes), imports).exports
}
