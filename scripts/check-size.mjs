// What a browser loads, bundled, minified and gzipped: everything that `nabla` exports, what an application needs that
// imports six functions from `nabla/core`, and what others need that train a network or run one. Fails above their ceilings.
// Usage: node scripts/check-size.mjs
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** Bytes. The goal stands in docs/performance.md; a ceiling is what there is: raise it only for what users asked for. */
const goal = 80_000
const bundles = [
  { name: 'nabla', source: "export * from './src/index.ts'", ceiling: 195_130, folders: true },
  {
    name: 'an application on nabla/core',
    source: "export { grad, jit, multiply, sin, sum, tensor } from './src/tensor/core.ts'",
    ceiling: 69_360,
  },
  {
    name: 'a network that is trained on nabla/core',
    source: `
      export { crossEntropy, jit, manualSeed, tensor, valueAndGrad } from './src/tensor/core.ts'
      export { linear, relu, sequential } from './src/nn/index.ts'
      export { adam } from './src/optim/index.ts'`,
    ceiling: 99_360,
  },
  {
    name: 'a network that is trained by fit, without methods',
    source: `
      export { crossEntropy, linear, relu, sequential } from './src/nn/index.ts'
      export { adam } from './src/optim/index.ts'
      export { moons } from './src/data/core.ts'
      export { fit } from './src/train/core.ts'`,
    ceiling: 109_210,
  },
  {
    name: 'a network of convolutions that is trained on nabla/core',
    source: `
      export { argmax, crossEntropy, jit, manualSeed, tensor, valueAndGrad } from './src/tensor/core.ts'
      export { batchNorm2d, conv2d, flatten, linear, maxPool2d, relu, sequential } from './src/nn/index.ts'
      export { adam } from './src/optim/index.ts'`,
    ceiling: 110_750,
  },
  {
    name: 'a transformer that is trained on nabla/core',
    source: `
      export { add, arange, crossEntropy, jit, manualSeed, reshape, tensor, valueAndGrad } from './src/tensor/core.ts'
      export { dropout, embedding, linear, sequential, transformerEncoderLayer } from './src/nn/index.ts'
      export { adamw } from './src/optim/index.ts'`,
    ceiling: 109_720,
  },
  {
    name: 'a stored network that runs',
    source: `
      export { decodeSafetensors } from './src/interop/core.ts'
      export { argmax, jit, softmax, tensor } from './src/tensor/core.ts'
      export { linear, relu, sequential } from './src/nn/index.ts'`,
    ceiling: 89_760,
  },
]

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

async function bundled(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
    write: false,
    outfile: 'nabla.js',
  })
  const folders = new Map()
  for (const [path, { bytesInOutput }] of Object.entries(Object.values(metafile.outputs)[0].inputs)) {
    const folder = path.split('/').slice(0, -1).join('/')
    folders.set(folder, (folders.get(folder) ?? 0) + bytesInOutput)
  }
  return { size: gzipSync(outputFiles[0].contents, { level: 9 }).length, folders }
}

for (const { name, source, ceiling, folders: printed } of bundles) {
  const { size, folders } = await bundled(source)
  if (printed)
    for (const [folder, bytes] of [...folders].sort((a, b) => b[1] - a[1]))
      if (bytes > 1000) console.log(`${kilobytes(bytes).padStart(9)}  ${folder}, minified`)
  console.log(`${name}: ${kilobytes(size)} gzipped; ceiling ${kilobytes(ceiling)}, goal ${kilobytes(goal)}`)
  if (size > ceiling) {
    console.error(
      `The bundle is ${kilobytes(size - ceiling)} above its ceiling: find what grew, and make it smaller.`,
    )
    process.exitCode = 1
  }
}
