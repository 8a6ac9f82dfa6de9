import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** A library, or a way to use one, with the command that starts it. */
export interface Peer {
  readonly name: string
  readonly title: string
  /** How to get it, said when it cannot be started. */
  readonly install: string
  /** It uses one thread whatever it is told. */
  readonly single?: boolean
  command(threads: number): readonly string[]
}

/** Nodes to run on: the one of the package `node` in bench/, and the one that runs this. */
function nodes(): { major: string; path: string }[] {
  const own = { major: process.versions.node.split('.')[0]!, path: process.execPath }
  const other = here('node_modules/node/bin/node')
  return existsSync(other) && own.major !== '24' ? [{ major: '24', path: other }, own] : [own]
}

/** The first Node that has vectors of 256 bits. */
const firstWide = 24

/** JAX takes all cores whatever its flags say; pinned to one, it has one thread. */
const pinned = (threads: number, command: readonly string[]): readonly string[] =>
  threads === 1 && process.platform === 'linux' ? ['taskset', '-c', '1', ...command] : command

/** One file, as an application would ship it, of the sources as they are now. */
function bundle(entry: string, folder: string): string {
  const outfile = join(folder, entry.replace(/.*\//, '').replace(/\.\w+$/, '.mjs'))
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  } as const
  buildSync({ ...shared, entryPoints: [here(entry)], packages: 'external', outfile })
  return outfile
}

/** All peers; those that are not installed say so when they are started. */
export function allPeers(python: string): Peer[] {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-bench-'))
  const nabla = bundle('peers/nabla.ts', folder)
  // Beside the packages that it imports.
  const npm = existsSync(here('node_modules'))
    ? bundle('peers/npm.js', here('node_modules/.nabla-bench'))
    : ''
  const newest = nodes()[0]!.path
  return [
    ...nodes().flatMap(({ major, path }) =>
      (Number(major) >= firstWide ? [128, 256] : [128]).flatMap((vectors) =>
        ['jit', 'lazy'].map((form) => ({
          name: `nabla-${major}${vectors === 256 ? '-256' : ''}${form === 'lazy' ? '-lazy' : ''}`,
          title: `Nabla${form === 'lazy' ? ' without jit' : ''}, Node ${major}${vectors === 256 ? ', 256-bit vectors' : ''}`,
          install: '',
          command: (threads: number) => [path, nabla, `${threads}`, form, `${vectors}`],
        })),
      ),
    ),
    ...(['torch', 'torch-compile', 'jax'] as const).map((name) => ({
      name,
      title: { torch: 'PyTorch eager', 'torch-compile': 'torch.compile', jax: 'JAX jit' }[name],
      install: `pip install ${name === 'jax' ? 'jax' : 'torch'}, and --python PATH`,
      command: (threads: number) => {
        const line = [python, here('peers/python.py'), name, `${threads}`]
        return name === 'jax' ? pinned(threads, line) : line
      },
    })),
    ...(['jaxjs', 'tfjs-wasm', 'tfjs-cpu'] as const).map((name) => ({
      name,
      title: { jaxjs: 'jax-js', 'tfjs-wasm': 'TensorFlow.js wasm', 'tfjs-cpu': 'TensorFlow.js cpu' }[name],
      install: 'npm install in bench/',
      single: true,
      command: () => [newest, npm, name],
    })),
  ]
}

/** The environment of a peer: so many threads, and none of a machine's own settings of OpenBLAS. */
export function environment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, NABLA_ENGINE: _engine, ...rest } = process.env
  const one = '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1'
  return {
    ...rest,
    OMP_NUM_THREADS: `${threads}`,
    OPENBLAS_NUM_THREADS: `${threads}`,
    MKL_NUM_THREADS: `${threads}`,
    JAX_PLATFORMS: 'cpu',
    ...(threads === 1 ? { XLA_FLAGS: one } : {}),
  }
}
