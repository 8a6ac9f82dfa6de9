import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import * as core from './core.ts'

const { grad, jit, tensor } = core

test('without methods of tensors, functions and transformations work', () => {
  expect('add' in core.Tensor.prototype).toBe(false)
  const f = jit((x: core.Tensor) =>
    core.sum(
      core.multiply(
        core.sin(x),
        core.foriLoop(0, 3, (_, c) => core.multiply(c, x), core.onesLike(x)),
      ),
    ),
  )
  const slope = grad(f)(tensor([0.5, 2], { dtype: 'float64' })).toArray() as number[]
  for (const [i, x] of [0.5, 2].entries())
    expect(slope[i]).toBeCloseTo(Math.cos(x) * x ** 3 + Math.sin(x) * 3 * x ** 2, 12)
  // what a scalar, a mean over places, or places of a new axis take
  expect(core.sortWithIndices(3).indices.toArray()).toBe(0)
  expect(core.cummaxWithIndices(3).indices.toArray()).toBe(0)
  expect(core.gather(7, 0, tensor(0, { dtype: 'int32' })).toArray()).toBe(7)
  const square = tensor([1, 2, 3, 4], { shape: [2, 2] })
  expect(core.index(square, ':', [1, 0]).data().join()).toBe('2,1,4,3')
  expect(core.take(square, [1], { axis: 1 }).data().join()).toBe('2,4')
  expect(core.indexAdd(1, 0, [0], 2).toArray()).toBe(3)
  expect(core.scatterReduce([1, 2], 0, [0, 0], [3, 8], 'mean').toArray()).toEqual([4, 2])
  expect(core.quantile([1, 2, 3], tensor([0.5, 1])).toArray()).toEqual([2, 3])
  expect(core.random.bernoulli(1, [2]).toArray()).toEqual([true, true])
  expect((core.random.exponential([3]).toArray() as number[]).every((x) => x >= 0)).toBe(true)
  expect(core.random.categorical([0, 100]).item()).toBe(1)
})

test('importing all of the package gives the methods to the same tensors', async () => {
  const x = tensor([1, 2])
  const whole = await import('./index.ts')
  expect(Object.keys(whole)).toEqual(Object.keys(core))
  expect((x as unknown as { add(y: number): core.Tensor }).add(1).toArray()).toEqual([2, 3])
})

/** The files of a bundle of this text. */
async function files(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    outfile: 'page.js',
  })
  return Object.entries(Object.values(metafile.outputs)[0]!.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path.replace(/^src\//, '').replace('tensor/functions/', ''))
}

test('a bundle holds the functions that are used', async () => {
  const small = await files("export { grad, jit, multiply, tensor } from './core.ts'")
  const whole = await files("export { grad, jit, multiply, tensor } from './index.ts'")
  expect(small).toContain('elementwise.ts')
  const rest = ['convolution.ts', 'einsum.ts', 'fft.ts', 'linalg.ts', 'loss.ts', 'ordering.ts']
  for (const file of rest) {
    expect(small).not.toContain(file)
    expect(whole).toContain(file)
  }
})

/** Tables of operations that only some programs have, and the file that brings the engine's part of them. */
const subjects = {
  'ops/linalg.ts': 'compile/bridge/linear-algebra.ts',
  'ops/linalgFactor.ts': 'compile/bridge/linear-algebra.ts',
  'ops/linalgFunctions.ts': 'compile/bridge/linear-algebra.ts',
  'ops/fft.ts': 'compile/bridge/transforms.ts',
}

test('the engine brings linear algebra and transforms where functions build them, and nowhere else', async () => {
  const small = await files("export { grad, jit, matmul, tensor, vmap } from './core.ts'")
  for (const file of [...Object.entries(subjects).flat(), 'compile/bridge/profile-table.ts'])
    expect(small).not.toContain(file)
  const builders: string[] = []
  for (const name of readdirSync(join(import.meta.dirname, 'functions'))) {
    if (name.endsWith('.test.ts') || name === 'index.ts') continue
    const held = await files(`export * from './functions/${name}'`)
    for (const [rows, engine] of Object.entries(subjects))
      if (held.includes(rows)) {
        builders.push(name)
        expect(held, name).toContain(engine)
      }
  }
  expect(builders).toEqual(
    expect.arrayContaining(['fft.ts', 'linalg.ts', 'linearSystems.ts', 'matrixNorm.ts']),
  )
})
