import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
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
  expect(x.constructor).toBe(core.Tensor)
  expect(x).toBeInstanceOf(Object)
  expect(Object.hasOwn(x, 'add')).toBe(false)
  // what loops over the properties of a tensor, as a comparison of tests does, meets no method
  const met: string[] = []
  for (const name in x) met.push(name)
  expect(met).toEqual(Object.keys(x))
})

/** The files of bundles, by their entries: parsed once for all of them. */
async function bundles(entry: Pick<BuildOptions, 'stdin' | 'entryPoints'>): Promise<Map<string, string[]>> {
  const { metafile } = await build({
    ...entry,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    outdir: 'page',
  })
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint, inputs }) => [
      entryPoint!,
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([path]) => path.replace(/^src\//, '').replace('tensor/functions/', '')),
    ]),
  )
}

/** The files of a bundle of this text. */
async function files(contents: string): Promise<string[]> {
  const [held] = (await bundles({ stdin: { contents, resolveDir: import.meta.dirname } })).values()
  return held!
}

test('layers, optimizers, data, training and files do without methods', async () => {
  for (const part of ['nn/index', 'optim/index', 'data/core', 'train/core', 'interop/core']) {
    const held = await files(`export * from '../${part}.ts'`)
    expect(held).toContain('tensor/tensor.ts')
    expect(held).not.toContain('tensor/methods.ts')
  }
})

test('data, training and files bring the methods to those who import nothing else', async () => {
  for (const entry of [
    "export { moons } from '../data/index.ts'",
    "export { fit } from '../train/index.ts'",
    "export { decodeSafetensors } from '../interop/index.ts'",
  ])
    expect(await files(entry)).toContain('tensor/methods.ts')
})

test('a bundle holds the activations that are used', async () => {
  const held = await files("export { linear, relu } from '../nn/index.ts'")
  expect(held).toContain('nn/activation.ts')
  for (const file of ['ops/errorFunctions.ts', 'softmax.ts']) expect(held).not.toContain(file)
})

test('a bundle holds the layers that are used, and what they need', async () => {
  const held = await files("export { embedding, maxPool2d } from '../nn/index.ts'")
  expect(held).toContain('pooling.ts')
  for (const file of ['adaptivePooling.ts', 'ops/resample.ts', 'ops/elementary.ts', 'nn/images.ts'])
    expect(held).not.toContain(file)
})

test('a bundle with Cholesky factors and systems holds no other factors and no loops', async () => {
  const held = await files("export { cholesky, grad, solve, solveTriangular } from './core.ts'")
  expect(held).toContain('wasm/rows/matrix.ts')
  for (const file of ['rows/singular.ts', 'rows/eigen.ts', 'rows/qr.ts', 'rows/bidiagonal.ts'])
    expect(held).not.toContain(`wasm/${file}`)
  for (const file of ['ops/linalgFactor.ts', 'ops/linalgFunctions.ts', 'transform/control/loop.ts'])
    expect(held).not.toContain(file)
})

test('a bundle with places of extremes, classes and triangles reads no elements at places', async () => {
  const held = await files("export { argmax, grad, oneHot, tril } from './core.ts'")
  for (const file of ['argmax.ts', 'oneHot.ts', 'triangle.ts']) expect(held).toContain(file)
  expect(held).not.toContain('ops/indexing.ts')
})

test('networks bring no blocks at changing places, and of what is written at places sums only', async () => {
  const images = await files("export { batchNorm2d, conv2d, maxPool2d } from '../nn/index.ts'")
  expect(images).toContain('padded.ts')
  expect(images).not.toContain('ops/blocks.ts')
  const transformer = await files("export { transformerEncoderLayer } from '../nn/index.ts'")
  for (const file of ['ops/blocks.ts', 'joining.ts']) expect(transformer).not.toContain(file)
  const loss = await files("export { crossEntropy, grad } from './core.ts'")
  expect(loss).toContain('ops/indexing.ts')
  for (const file of ['ops/scattering.ts', 'wasm/math/power.ts']) expect(loss).not.toContain(file)
  expect(await files("export { pad } from './core.ts'")).toContain('ops/blocks.ts')
})

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

/** Files of operations, and of passes, that only some programs have, and the file that brings what the engine knows of them. */
const subjects = {
  'compile/seams.ts': 'seams',
  'ops/blocks.ts': 'blocks',
  'ops/contraction.ts': 'products',
  'ops/cumulative.ts': 'cumulative',
  'ops/elementary.ts': 'elementary',
  'ops/errorFunctions.ts': 'error-functions',
  'ops/errorInverse.ts': 'error-inverse',
  'ops/fft.ts': 'transforms',
  'ops/gammaFunctions.ts': 'gamma-functions',
  'ops/indexing.ts': 'places',
  'ops/linalg.ts': 'linear-systems',
  'ops/linalgFactor.ts': 'linear-algebra',
  'ops/linalgFunctions.ts': 'linear-algebra',
  'ops/normalDistribution.ts': 'normal-distribution',
  'ops/power.ts': 'powers',
  'ops/random.ts': 'random',
  'ops/reduction.ts': 'reductions',
  'ops/resample.ts': 'resampling',
  'ops/scattering.ts': 'scattering',
  'ops/slicing.ts': 'slicing',
  'ops/sorting.ts': 'sorting',
  'ops/trigonometric.ts': 'trigonometric',
  'ops/window.ts': 'convolutions',
  'ops/windowPlaces.ts': 'windows',
  'ops/windowReduction.ts': 'windows',
  'transform/control/branch.ts': 'control',
  'transform/control/custom.ts': 'custom',
  'transform/control/loop.ts': 'control',
  'transform/control/scan.ts': 'control',
}
const folder = 'compile/bridge/subjects'
const engineOf = (subject: string): string => `${folder}/${subject}.ts`

test('every subject of the engine is in the list, and what brings all of them brings each', async () => {
  const names = readdirSync(join(import.meta.dirname, '..', folder)).map((name) => name.replace('.ts', ''))
  const listed = [...new Set(Object.values(subjects))].sort()
  expect(names.filter((name) => name !== 'index').sort()).toEqual(listed)
  expect(await files(`import '../${folder}/index.ts'`)).toEqual(expect.arrayContaining(listed.map(engineOf)))
})

test('an application of elementwise functions and sums loads no subject of the engine', async () => {
  const small = await files("export { exp, grad, jit, multiply, sum, tensor, vmap } from './core.ts'")
  for (const file of [...Object.keys(subjects), 'compile/bridge/profile-table.ts', 'formula/machine.ts'])
    expect(small).not.toContain(file)
  expect(small.filter((file) => file.startsWith(folder))).toEqual([])
})

test('the engine brings a subject where functions build its operations', async () => {
  const functions = readdirSync(join(import.meta.dirname, 'functions')).map((name) => `functions/${name}`)
  const others = ['random', 'control', 'creation', 'custom', 'jacobian', 'jit'].map((name) => `${name}.ts`)
  const entryPoints = [...functions, ...others]
    .filter((name) => !name.endsWith('.test.ts') && !name.endsWith('index.ts'))
    .map((name) => join(import.meta.dirname, name))
  const built = new Set<string>()
  for (const [name, held] of await bundles({ entryPoints }))
    for (const [rows, subject] of Object.entries(subjects))
      if (held.includes(rows)) {
        built.add(subject)
        expect(held, name).toContain(engineOf(subject))
      }
  expect([...built].sort()).toEqual([...new Set(Object.values(subjects))].sort())
})
