import { Engine, type EngineOptions, type Mode } from '../compile/bridge/engine.ts'
import { type ProfileResult, Profiler } from '../compile/bridge/profiler.ts'
import type { Runner } from '../compile/bridge/runner.ts'
import type { EngineStatistics } from '../compile/bridge/statistics.ts'
import { NablaError, requireFunction, requireInteger } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { recordSources } from '../graph/node.ts'
import { checkOptions, optionsOf } from '../options.ts'
import { features } from '../wasm/features.ts'
import { nodeWorkers } from '../wasm/node-workers.ts'
import { control } from '../wasm/sharing.ts'
import type { WorkerFactory } from '../wasm/threads.ts'
import { wide, widen } from '../wasm/vectors.ts'
import { webWorkers } from '../wasm/web-workers.ts'

/** What the host tells of itself; no types of Node or of browsers are needed for it. */
interface Host {
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>
    getBuiltinModule?(name: string): unknown
  }
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly Worker?: unknown
  readonly Deno?: unknown
}

const host = globalThis as unknown as Host

/** Cores of the machine. Node 20 has no `navigator`. */
function cores(): number {
  const os = host.process?.getBuiltinModule?.('node:os') as { availableParallelism(): number } | undefined
  return os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1
}

/** The default: WebAssembly is limited to 4 GiB. */
const mostMemory = 4 * 2 ** 30
const leastMemory = 2 ** 20
/** The calling thread, and as many workers as have a place to report to. */
const mostThreads = 1 + control.mostWorkers

let starter: WorkerFactory | undefined

/** Settings of the engine that computes tensors. */
export interface EngineSettings {
  /** `'auto'` compiles what is worth it; `'compile'` all; `'interpret'` nothing. */
  readonly mode?: Mode
  /** Threads that take part, the calling one included. */
  readonly threads?: number
  /** Most bytes that the engine's heap may take, up to 4 GiB. */
  readonly memory?: number
  /** Bits of the processor's vectors. 256 asks V8 (Node 24 on x86) for an experiment of its own that concerns the whole process, and may spoil WebAssembly of other libraries: see docs/decisions/0019. */
  readonly vectors?: 128 | 256
  /** Starts workers (a host other than Node and browsers). */
  readonly workers?: WorkerFactory
}

const findWorkers = (): WorkerFactory | undefined =>
  starter ?? nodeWorkers() ?? (host.Worker ? webWorkers : undefined)

const modes: readonly Mode[] = ['auto', 'interpret', 'compile']

/** The environment variable NABLA_ENGINE may choose the mode; Deno would ask the user for leave to read it. */
const firstMode = (): Mode =>
  modes.find((mode) => !host.Deno && mode === host.process?.env?.['NABLA_ENGINE']) ?? 'auto'

/** @internal The engine behind every tensor. */
export const theEngine = new Engine(
  { mode: firstMode(), threads: Math.min(cores(), mostThreads), memory: mostMemory },
  findWorkers,
)

const isWhole = (x: unknown, low: number, high: number): boolean =>
  Number.isInteger(x) && (x as number) >= low && (x as number) <= high

const rules: Readonly<Record<keyof EngineSettings, readonly [holds: (x: unknown) => boolean, rule: string]>> =
  {
    mode: [(x) => modes.includes(x as Mode), "it must be 'auto', 'compile' or 'interpret'"],
    threads: [(x) => isWhole(x, 1, mostThreads), `it must be an integer from 1 to ${mostThreads}`],
    memory: [
      (x) => isWhole(x, leastMemory, mostMemory),
      'it must be a whole number of bytes from 1 MiB to 4 GiB',
    ],
    vectors: [(x) => x === 128 || x === 256, 'it must be 128 or 256'],
    workers: [(x) => typeof x === 'function', 'it must be a function that starts a worker'],
  }

/**
 * Changes settings of the engine, and tells all of them. Threads, memory, vectors and workers start the engine anew. Where the host
 * has no vectors of 256 bits, they stay at 128; where no threads can share memory, there is one.
 *
 * Throws: OptionError for a setting that does not exist, NablaError for a value that it cannot have; then nothing has changed.
 */
export function settings(changes: EngineSettings = {}): Required<Omit<EngineSettings, 'workers'>> {
  checkOptions('engine.settings', changes, Object.keys(rules))
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    const [holds, rule] = rules[name as keyof EngineSettings]
    if (!holds(value)) throw new NablaError(`engine.settings: ${name} is ${String(value)}: ${rule}.`)
  }
  const { workers, vectors, ...options } = Object.fromEntries(given) as EngineSettings
  if (workers) starter = workers
  const widened = vectors !== undefined && widen(vectors === 256)
  theEngine.configure(options satisfies Partial<EngineOptions>, widened || workers !== undefined)
  const { settings } = theEngine
  const threads = features().threads && findWorkers() ? settings.threads : 1
  return { ...settings, threads, vectors: wide() ? 256 : 128 }
}

/** What the engine has done: programs compiled and recompiled, runs, and operations that had no compiled form. */
export const stats = (): EngineStatistics => theEngine.statistics()

/** Bytes that the engine's heap has, uses, has used at most, and may take. */
export const memory = (): ReturnType<Engine['memory']> => theEngine.memory()

/**
 * Runs `f` with every kernel timed. Programs are compiled anew for it, so `f` runs `warmUp` times before (default 3): code
 * that has just been compiled is slow. Print the result for a table; `toTrace()` gives a file for chrome://tracing.
 *
 * Throws: NablaError where `warmUp` is no count, and for an async function.
 *
 * @example
 * console.log(String(engine.profile(() => step())))
 */
export function profile(f: () => void, options: { readonly warmUp?: number } = {}): ProfileResult {
  requireFunction('profile', f)
  const { warmUp } = optionsOf('engine.profile', options, { warmUp: 3 })
  requireInteger('engine.profile', 'warmUp', warmUp, 0)
  const run = (): void => {
    const returned: unknown = f()
    if (returned instanceof Promise)
      throw new NablaError(
        'engine.profile: the function returned a promise: measure what runs at once, as a step of fit.',
      )
  }
  const before = recordSources(true)
  try {
    return theEngine.profile(new Profiler(), run, warmUp)
  } finally {
    recordSources(before)
  }
}

/** A program that `compileGraph` made. */
export type CompiledGraph = Runner

/**
 * Compiles a closed graph. `state` pairs a parameter with the result that takes its place in the next run: such values stay
 * in the engine's heap. `run(inputs)` gives the other results as arrays of their own; an input may be left undefined where
 * it is state. `read(parameter)` copies state out; `release()` gives the memory back.
 *
 * Throws: OutOfMemoryError.
 */
export function compileGraph(
  graph: Graph,
  state: readonly (readonly [parameter: number, result: number])[] = [],
): CompiledGraph {
  return theEngine.compileGraph(graph, state)
}

export type { EngineStatistics, Mode, ProfileResult }
