import { afterEach, expect, test, vi } from 'vitest'
import { webAssembly as real } from './webassembly.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** What the module finds in a host whose WebAssembly is this. */
async function found(wasm: unknown): Promise<object> {
  vi.stubGlobal('WebAssembly', wasm)
  vi.resetModules()
  return (await import('./features.ts')).features()
}

const none = { relaxed: false, fma: false, threads: false }

test('a page that may not compile WebAssembly counts as one without it', async () => {
  expect(await found(undefined)).toEqual({ ...none, refused: 'no WebAssembly' })
  class Module {
    constructor() {
      throw new Error('Wasm code generation disallowed by embedder')
    }
  }
  expect(
    await found({ validate: real.validate, Instance: real.Instance, Memory: real.Memory, Module }),
  ).toEqual({ ...none, refused: 'Error: Wasm code generation disallowed by embedder' })
  expect(await found(real)).toMatchObject({ refused: undefined })
})

test('so does a process that has no address space for its memory', async () => {
  class Memory {
    constructor({ shared }: { shared: boolean }) {
      if (shared || !enough) throw new RangeError('WebAssembly.Memory(): could not allocate memory')
    }
  }
  const { validate, Instance, Module } = real
  let enough = false
  expect(await found({ validate, Instance, Module, Memory })).toEqual({
    ...none,
    refused: 'RangeError: WebAssembly.Memory(): could not allocate memory',
  })
  enough = true
  expect(await found({ validate, Instance, Module, Memory })).toMatchObject({
    refused: undefined,
    threads: false,
  })
})

test('what it can do is found with one module and one memory', async () => {
  const made: string[] = []
  class Module extends real.Module {
    constructor(bytes: Uint8Array) {
      super(bytes)
      made.push('module')
    }
  }
  class Memory extends real.Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean }) {
      super(descriptor)
      made.push('memory')
    }
  }
  const { validate, Instance } = real
  expect(await found({ validate, Instance, Module, Memory })).toMatchObject({
    refused: undefined,
    threads: true,
  })
  expect(made.sort()).toEqual(['memory', 'module'])
})

test('where relaxed SIMD is not known, the rest is found all the same', async () => {
  const { Instance, Module, Memory } = real
  expect(await found({ validate: () => false, Instance, Module, Memory })).toEqual({
    ...none,
    refused: undefined,
    threads: true,
  })
})
