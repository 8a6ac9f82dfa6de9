import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { userLine } from './user-line.ts'

const library = new URL('../', import.meta.url).pathname

const stack = (...places: string[]): string =>
  ['Error', ...places.map((place) => `    at ${place}`)].join('\n')

test("a user's folder may be named as the library's is", () => {
  const own = 'model (/home/me/app/src/tensor/model.ts:3:5)'
  expect(userLine(stack(`apply (${library}graph/node.ts:9:1)`, own, 'main (/home/me/app/main.ts:1:1)'))).toBe(
    own,
  )
  const built = 'step (file:///srv/dist/train/step.js:7:2)'
  expect(userLine(stack(`file://${library}tensor/tensor.ts:9:1`, built))).toBe(built)
})

test('places of the library and of the host, and lines without a place, are passed over', () => {
  const hosts = [
    'Array.map (<anonymous>)',
    'Module._compile (node:internal/modules/cjs/loader:1554:14)',
    'reduce (native:1:11)', // Bun
  ]
  expect(userLine(stack(`${library}ops/slicing.ts:9:1`, ...hosts))).toBeUndefined()
  expect(userLine(stack(...hosts, '/home/me/main.js:4:2'))).toBe('/home/me/main.js:4:2')
  expect(userLine(undefined)).toBeUndefined()
})

test('stacks as Firefox and Safari write them, without a line of the error', () => {
  const own = `${library}ops/slicing.ts:9:1`
  const firefox = (...places: string[]): string => [`Node@${own}`, ...places, ''].join('\n')
  const safari = (...places: string[]): string =>
    [`Node@${own}`, 'map@[native code]', ...places, 'module code@http://localhost/main.js:1:1'].join('\n')
  const step = 'step@http://localhost/app.js:7:29'
  for (const write of [firefox, safari]) {
    expect(userLine(write(`apply/<@${own}`, step, '@http://localhost/main.js:1:1'))).toBe(step)
    expect(userLine(write('@http://localhost/app.js:3:7'))).toBe('http://localhost/app.js:3:7')
  }
  const evaluated = '@http://localhost/app.js line 42 > eval:1:1'
  expect(userLine(firefox(evaluated))).toBe(evaluated.slice(1))
  expect(userLine(firefox(`apply/<@${own}`))).toBeUndefined()
  expect(userLine(safari('eval code@', 'eval@[native code]'))).toBe(
    'module code@http://localhost/main.js:1:1',
  )
})

test('parts of the library that a bundler keeps apart, and other packages, are passed over', () => {
  const vite = 'http://localhost:5173/node_modules/.vite/deps'
  const own = 'http://localhost:5173/src/model.js?t=17:6:12'
  const places = [`${vite}/chunk-GQ3W3C4B.js?v=f5a1:99:5`, `Linear.forward (${vite}/nabla_nn.js?v=f5a1:3:5)`]
  expect(userLine(stack(...places, own))).toBe(own)
  expect(userLine(stack(...places))).toBeUndefined()
})

test('a function without a name is told by its place alone', () => {
  expect(userLine(stack('Proxy.<anonymous> (file:///app/main.ts:3:5)'))).toBe('(file:///app/main.ts:3:5)')
  expect(userLine(stack('async Promise.all (/app/main.ts:3:5)'))).toBe('async Promise.all (/app/main.ts:3:5)')
})

test('in a bundle with a source map the lines are those of the source', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { jit, engine, tensor } from './src/tensor/index.ts'

        const f = jit((x: any) => x.exp())
        console.log(engine.profile(() => void f(tensor([1]))).kernels[0]!.source)`,
      resolveDir: new URL('../..', import.meta.url).pathname,
      sourcefile: 'application.ts',
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    sourcemap: 'inline',
    write: false,
  })
  const folder = mkdtempSync(join(tmpdir(), 'nabla-bundle-'))
  try {
    const file = join(folder, 'application.mjs')
    writeFileSync(file, outputFiles[0]!.text)
    const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', file], { encoding: 'utf8' })
    expect(stdout).toMatch(/application\.ts:3:/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('in bundles that share files, as those for Node, all of these are the library', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-bundles-'))
  try {
    const entries = ['tensor/index', 'optim/index', 'nn/index']
    await build({
      entryPoints: entries.map((name) => `${library}${name}.ts`),
      outdir: join(folder, 'library'),
      chunkNames: 'nabla-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
    })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const file = join(folder, 'application.mjs')
    writeFileSync(
      file,
      `import { engine, jit, tensor } from './library/tensor/index.js'
       import * as nn from './library/nn/index.js'
       const model = nn.linear(2, 2)
       const f = jit((x) => model.forward(x))
       console.log(engine.profile(() => void f(tensor([[1, 2]]))).kernels[0].source)`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
    expect(stdout.trim(), stderr).toMatch(/application\.mjs:4:\d+/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
