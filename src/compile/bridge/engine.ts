import { allocate, type TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { evaluate, isWatched } from '../../graph/interpret.ts'
import { isConstant, isPick, leaves, settle } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { calls } from '../../transform/control/call.ts'
import { features } from '../../wasm/features.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import type { WorkerFactory } from '../../wasm/threads.ts'
import { closeStructure } from '../close.ts'
import { type Structure, sameStructure, structureOf } from '../structure.ts'
import { isView, sharesMemory } from '../view.ts'
import { workOf } from './estimate.ts'
import { type ProfileResult, Profiler } from './profiler.ts'
import { Arena, Runner } from './runner.ts'

/** 'auto' interprets what is small and compiles the rest; what is under `jit` is always compiled. */
export type Mode = 'auto' | 'interpret' | 'compile'

export interface EngineOptions {
  readonly mode: Mode
  readonly threads: number
  /** Most bytes that the engine's heap may take. */
  readonly memory: number
}

/** What the engine has done since it started. */
export interface EngineStatistics {
  /** Programs compiled, recompilations included. */
  readonly compiled: number
  /** Programs compiled again because a number changed or another value of theirs was read. */
  readonly recompiled: number
  /** Runs of compiled programs. */
  readonly runs: number
  /** Evaluations by the interpreter. */
  readonly interpreted: number
  /** Programs that are kept. */
  readonly programs: number
  /** Runs of operations that have no compiled form, by name. */
  readonly fallbacks: Readonly<Record<string, number>>
}

/** A structure that was seen. */
interface Entry {
  readonly tokens: Structure['tokens']
  readonly hash: number
  readonly work: number
  readonly immediate: boolean
  seen: number
  /** The numbers that the program was specialised to. */
  constants: number[]
  readonly promoted: Set<number>
  /** Places of nodes whose values turned out to be read later. */
  readonly extra: Set<number>
  runner: Runner | undefined
  /** The arrays that carry promoted numbers, as long as these stay the same. */
  scalars: Map<number, TypedArray>
  /** The nodes of the last run. */
  last: readonly Node[]
  /** The engine does not compile it: an empty tensor, or too many nodes. */
  never: boolean
}

const mostPrograms = 256
/** Nodes of the largest graph that is compiled: code for more would take longer to make than the interpreter takes. */
const mostNodes = 5000
/** Nanoseconds that interpreting a node, and an element, takes. */
const price = { node: 300, element: 4 } as const
/**
 * A structure that takes longer to interpret is compiled the first time it is seen. What was seen before does not count: the
 * interpreter rounds otherwise, and a program must give the same numbers each time it is run.
 */
const worthwhile = 1_000_000

/** Computes nodes: small graphs by the interpreter, others as one WebAssembly program each. */
export class Engine {
  private options: EngineOptions
  private readonly startWorker: () => WorkerFactory | undefined
  private machine: Machine | undefined
  private arena: Arena | undefined
  private readonly entries = new Map<number, Entry[]>()
  /** Entries with programs, the one used last at the end. */
  private readonly loaded = new Set<Entry>()
  private readonly recent: Entry[] = []
  private readonly counts = { compiled: 0, recompiled: 0, runs: 0, interpreted: 0 }
  private readonly fallbacks = new Map<string, number>()
  private profiler: Profiler | undefined

  constructor(options: EngineOptions, startWorker: () => WorkerFactory | undefined) {
    this.options = options
    this.startWorker = startWorker
  }

  get settings(): EngineOptions {
    return this.options
  }

  /** Other settings; programs are compiled anew where these matter to them. */
  configure(options: Partial<EngineOptions>): void {
    const before = this.options
    this.options = { ...before, ...options }
    if (this.options.threads !== before.threads || this.options.memory !== before.memory) this.reset()
  }

  /** Forgets all programs and gives their memory back. */
  reset(): void {
    for (const entry of this.loaded) this.drop(entry)
    this.entries.clear()
    this.recent.length = 0
    this.machine?.close()
    this.machine = undefined
    this.arena = undefined
  }

  statistics(): EngineStatistics {
    return { ...this.counts, programs: this.loaded.size, fallbacks: Object.fromEntries(this.fallbacks) }
  }

  memory(): { heap: number; used: number; peak: number; arena: number; budget: number } {
    const heap = this.machine?.heap.statistics()
    return {
      heap: heap?.reserved ?? 0,
      used: heap?.used ?? 0,
      peak: heap?.peak ?? 0,
      arena: this.arena?.size ?? 0,
      budget: this.options.memory,
    }
  }

  private ensureArena(): Arena {
    if (this.arena) return this.arena
    const { threads, memory } = this.options
    const workers = threads > 1 && features().threads ? this.startWorker() : undefined
    const heap = new Heap({ shared: workers !== undefined, limit: memory })
    this.machine = new Machine(heap, { threads, ...(workers ? { workers } : {}) })
    this.arena = new Arena(this.machine)
    return this.arena
  }

  /** Computes the values of nodes that have none. Throws: TraceError, OutOfMemoryError. */
  compute(wanted: readonly Node[]): void {
    if (this.options.mode === 'interpret' || isWatched() || !features().simd) {
      this.interpret(wanted)
      return
    }
    const structure = structureOf(wanted)
    const pending = wanted.filter((node) => node.value === undefined)
    const entry = structure.abstract || pending.length === 0 ? undefined : this.entryOf(structure)
    if (entry && this.isHot(entry)) this.run(entry, structure)
    else this.interpret(pending)
  }

  private interpret(wanted: readonly Node[]): void {
    if (wanted.length === 0) return
    this.counts.interpreted++
    evaluate(wanted)
  }

  private entryOf(structure: Structure): Entry {
    const alike = this.entries.get(structure.hash)
    let entry = alike?.find((other) => sameStructure(other.tokens, structure.tokens))
    if (!entry) {
      entry = {
        tokens: structure.tokens,
        hash: structure.hash,
        work: workOf(structure.order),
        immediate: structure.order.some((node) => (node.op as object) === calls.call),
        seen: 0,
        constants: structure.constants.map((node) => node.params.value),
        promoted: new Set(),
        extra: new Set(structure.order.flatMap((node, place) => (isSingleNumber(node) ? [place] : []))),
        runner: undefined,
        scalars: new Map(),
        last: [],
        never: structure.order.length > mostNodes || structure.order.some(isEmpty),
      }
      if (this.entries.size > 8 * mostPrograms) this.forgetCold()
      this.entries.set(structure.hash, [...(this.entries.get(structure.hash) ?? []), entry])
      this.learn(structure)
    }
    entry.seen++
    return entry
  }

  private forgetCold(): void {
    for (const [hash, list] of this.entries) {
      const kept = list.filter((entry) => entry.runner)
      if (kept.length > 0) this.entries.set(hash, kept)
      else this.entries.delete(hash)
    }
  }

  private isHot(entry: Entry): boolean {
    if (entry.never) return false
    if (entry.runner || this.options.mode === 'compile') return true
    return (
      entry.immediate || price.node * (entry.tokens.length / 10) + price.element * entry.work > worthwhile
    )
  }

  /**
   * A new structure may compute again what a program has computed but not handed out. From now on that program hands it
   * out, so this happens once.
   */
  private learn(structure: Structure): void {
    for (const entry of this.recent) {
      if (entry.last.length === 0) continue
      const places = new Map(entry.last.map((node, place) => [node, place]))
      const add = (node: Node): void => {
        let at = node
        while (isView(at) && places.has(at.inputs[0]!)) at = at.inputs[0]!
        const place = places.get(at)
        if (
          place !== undefined &&
          !isConstant(at) &&
          !at.op.multiple &&
          at.inputs.length > 0 &&
          at.value === undefined
        )
          entry.extra.add(place)
      }
      const before = entry.extra.size
      for (const node of structure.wanted) if (places.has(node)) add(node)
      for (const node of structure.order)
        if (!places.has(node)) for (const input of node.inputs) if (places.has(input)) add(input)
      if (entry.extra.size > before && entry.runner) {
        this.counts.recompiled++
        this.drop(entry)
      }
    }
  }

  private drop(entry: Entry): void {
    entry.runner?.release()
    entry.runner = undefined
    this.loaded.delete(entry)
  }

  private run(entry: Entry, structure: Structure): void {
    const values = structure.constants.map((node) => node.params.value)
    const changed = values.flatMap((value, i) =>
      !entry.promoted.has(i) && !Object.is(value, entry.constants[i]) ? [i] : [],
    )
    if (changed.length > 0) {
      for (const i of changed) entry.promoted.add(i)
      if (entry.runner) {
        this.counts.recompiled++
        this.drop(entry)
      }
      entry.constants = values
    }
    const extra = [...entry.extra].sort((a, b) => a - b)
    entry.runner ??= this.load(closeStructure(structure, entry.promoted, extra), entry)
    const inputs: TypedArray[] = structure.leaves.map((leaf) => leaf.value as TypedArray)
    structure.constants.forEach((node, i) => {
      if (!entry.promoted.has(i)) return
      let scalar = entry.scalars.get(i)
      if (!scalar || !Object.is(entry.constants[i], values[i])) {
        scalar = allocate(node.dtype, 1)
        scalar[0] = values[i]!
        entry.scalars.set(i, scalar)
      }
      inputs.push(scalar)
    })
    entry.constants = values
    this.counts.runs++
    const results = entry.runner.run(inputs)
    structure.wanted.forEach((node, i) => {
      keep(node, results[i]!)
    })
    extra.forEach((place, i) => {
      const node = structure.order[place]!
      if (node.value === undefined) keep(node, results[structure.wanted.length + i]!)
    })
    entry.last = structure.order
    this.loaded.delete(entry)
    this.loaded.add(entry)
    if (this.recent[0] !== entry) {
      const at = this.recent.indexOf(entry)
      if (at >= 0) this.recent.splice(at, 1)
      this.recent.unshift(entry)
      for (const old of this.recent.splice(4)) old.last = []
    }
  }

  private load(graph: Graph, entry: Entry): Runner {
    this.makeRoom()
    const runner = this.compileGraph(graph)
    entry.scalars = new Map()
    this.loaded.add(entry)
    return runner
  }

  private makeRoom(): void {
    while (this.loaded.size >= mostPrograms) this.dropOldest()
  }

  private dropOldest(): boolean {
    const [oldest] = this.loaded
    if (!oldest) return false
    this.drop(oldest)
    return true
  }

  /** Compiles a closed graph; `state` says which result becomes which parameter of the next run. Throws: OutOfMemoryError. */
  compileGraph(graph: Graph, state: readonly (readonly [parameter: number, result: number])[] = []): Runner {
    this.counts.compiled++
    const options = {
      state,
      mark: this.profiler?.mark,
      fallback: (name: string) => this.fallbacks.set(name, (this.fallbacks.get(name) ?? 0) + 1),
    }
    for (;;) {
      try {
        return new Runner(graph, this.ensureArena(), options)
      } catch (error) {
        // Programs that were not used lately give way.
        if (!(error instanceof Error && error.name === 'OutOfMemoryError' && this.dropOldest())) throw error
      }
    }
  }

  /** Runs `f` with every kernel timed, after `warmUp` runs that are not measured. */
  profile(f: () => void, warmUp: number): ProfileResult {
    const profiler = new Profiler()
    this.forgetPrograms()
    this.profiler = profiler
    try {
      for (let i = 0; i < warmUp; i++) f()
      profiler.measure(f)
    } finally {
      this.profiler = undefined
      this.forgetPrograms()
    }
    return profiler.result()
  }

  private forgetPrograms(): void {
    for (const entry of [...this.loaded]) this.drop(entry)
  }
}

/** A loss or a metric that may be added to others for long before it is read: handing it out costs nothing. */
const isSingleNumber = (node: Node): boolean =>
  !node.op.multiple && !isView(node) && !isPick(node) && node.inputs.length > 0 && sizeOf(node.shape) === 1

const isEmpty = (node: Node): boolean =>
  node.types.some((type) => sizeOf(type.shape) === 0) ||
  node.inputs.some((input) => sizeOf(input.shape) === 0)

/**
 * Gives a node its value. The value that a derivative is taken by is its operand's too, which lets go of what it was made
 * of; and a node that `backward` has gone through is not asked for its history again.
 */
function keep(node: Node, value: TypedArray): void {
  settle(node, value)
  if (!node.tracked || node.inputs.length === 0) return
  if (node.released) {
    node.op = leaves.data as Node['op']
    node.inputs = []
    node.params = {}
  } else if (!node.inputs.some((input) => input.tracked)) {
    const [operand] = node.inputs
    if (operand && operand.value === undefined && sharesMemory(node)) settle(operand, value)
  }
}
