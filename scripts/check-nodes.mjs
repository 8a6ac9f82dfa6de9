// Runs the laws, the tests of tensors and of vector math (which has multiply-adds that round once from Node 22 on) and the
// examples of the documentation on other versions of Node, whose binaries the package `node` carries; where V8 has
// vectors of 256 bits, code that is compiled for them too.
// Usage: node scripts/check-nodes.mjs 22 24
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The first version of Node with vectors of 256 bits. */
const firstWide = 24

/** Tests of kernels and random programs on vectors of 256 bits, everything optimised at once: most run too short to be so otherwise. */
function checkWide(node) {
  const flags = ['--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-lazy-compilation']
  const inTests = flags.map((flag) => `--execArgv=${flag}`)
  const files = [
    'src/wasm/gemm',
    'src/wasm/kernel',
    'src/wasm/rows',
    'src/wasm/vectors',
    'src/wasm/wide',
    'src/compile/programs',
  ]
  execFileSync(node, [...flags, 'node_modules/vitest/vitest.mjs', 'run', ...inTests, ...files], {
    stdio: 'inherit',
    env: { ...process.env, RUNS: '100' },
  })
}

const versions = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'nabla-node-'))
try {
  for (const version of versions) {
    const home = join(folder, version)
    execFileSync('mkdir', ['-p', home])
    writeFileSync(join(home, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `node@${version}`], {
      cwd: home,
      stdio: 'inherit',
    })
    const node = join(home, 'node_modules', 'node', 'bin', 'node')
    console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`)
    execFileSync(
      node,
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        'test/laws',
        'test/docs',
        'src/tensor',
        'src/wasm/math',
        'src/symbolic/symbolic.test.ts',
      ],
      {
        stdio: 'inherit',
      },
    )
    if (Number.parseInt(version, 10) >= firstWide) checkWide(node)
    const answer = execFileSync(node, ['dist/node/nabla.js', 'x^2', '--at', 'x=3', '--method', 'automatic'], {
      encoding: 'utf8',
    })
    if (!answer.includes('automatic  6')) throw new Error(`the command line on Node ${version}: ${answer}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
