import { allocate, type TypedArray } from '../../graph/dtype.ts'
import { type Graph, topological } from '../../graph/graph.ts'
import { evaluate, isWatched } from '../../graph/interpret.ts'
import { dataNode, isConstant, isPick, leadsNowhere, settle } from '../../graph/leaves.ts'
import type { Node, Store } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { calls } from '../../transform/control/call.ts'
import { features } from '../../wasm/features.ts'
import type { WorkerFactory } from '../../wasm/threads.ts'
import { closeStructure } from '../close.ts'
import { match, type Pattern, patternOf } from '../match.ts'
import { piecesOf } from '../pieces.ts'
import { numberOfGraph, type Replacements, type Structure, sameStructure, structureOf } from '../structure.ts'
import { isView, sharesMemory } from '../view.ts'
import { workOf } from './estimate.ts'
import { interpreted, type ProfileResult, Profiler } from './profiler.ts'
import { Program, Programs } from './programs.ts'
import type { Runner } from './runner.ts'
import type { StatePairs } from './state.ts'

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
  /** Worker threads that take part, and why others no longer do. */
  readonly workers: { readonly ready: number; readonly lost: readonly string[] }
}

/** Bytes of the engine's memory. */
export interface MemoryStatistics {
  /** What the heap takes from the host. */
  readonly heap: number
  /** What of it is in use. */
  readonly used: number
  /** The most that was in use. */
  readonly peak: number
  /** Intermediate values; all programs share it. */
  readonly arena: number
  /** Values of variables that stand in the heap between runs. */
  readonly resident: number
  /** What the heap may take. */
  readonly budget: number
}

/** A structure that was seen. */
interface Entry {
  readonly tokens: Structure['tokens']
  readonly hash: number
  /** The numbers that the program was specialised to. */
  readonly constants: number[]
  promoted: Set<number>
  /** Places of nodes whose values turned out to be read later. */
  readonly extra: Set<number>
  program: Program | undefined
  /** The places of `extra` that the program hands out. */
  read: readonly number[]
  /** The leaves that carry promoted numbers, as long as these stay the same. */
  scalars: Map<number, Node>
  /** The nodes of the last run, and how they hang together. */
  last: readonly Node[]
  pattern: Pattern | undefined
  /** The engine does not compile it: too many nodes. */
  never: boolean
}

/** Programs that are compared with first. */
const mostRecent = 4
/** Structures that are remembered. */
const mostEntries = 2048
/** Nodes of the largest graph that is compiled: code for more would take longer to make than the interpreter takes. */
const mostNodes = 5000
/** The same under `jit`, where a program is expected to be run often. */
const mostTraced = 40_000
/** Nanoseconds that interpreting a node, and an element, takes, and that compiling a node takes. */
const price = { node: 300, element: 4, compile: 50_000 } as const
/**
 * A structure that takes longer to interpret is compiled the first time it is seen. What was seen before does not count: the
 * interpreter rounds otherwise, and a program must give the same numbers each time it is run.
 */
const worthwhile = 1_000_000

/** Computes nodes: small graphs by the interpreter, others as one WebAssembly program each. */
export class Engine {
  private options: EngineOptions
  private readonly startWorker: () => WorkerFactory | undefined
  private programs: Programs
  private readonly entries = new Map<number, Entry[]>()
  private readonly recent: Entry[] = []
  private readonly counts = { compiled: 0, recompiled: 0, runs: 0, interpreted: 0, peak: 0 }
  private readonly fallbacks = new Map<string, number>()

  constructor(options: EngineOptions, startWorker: () => WorkerFactory | undefined) {
    this.options = options
    this.startWorker = startWorker
    this.programs = this.newPrograms()
  }

  private newPrograms(): Programs {
    const { threads, memory } = this.options
    return new Programs({ threads, memory, workers: this.startWorker, fallbacks: this.fallbacks })
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

  /** Forgets all programs and gives their memory back. Values stay. */
  reset(): void {
    const { compiled, runs } = this.programs
    this.counts.compiled += compiled
    this.counts.runs += runs
    this.counts.peak = Math.max(this.counts.peak, this.programs.memory().peak)
    this.programs.close()
    this.programs = this.newPrograms()
    this.entries.clear()
    this.recent.length = 0
  }

  statistics(): EngineStatistics {
    const { compiled, recompiled, runs, interpreted } = this.counts
    return {
      compiled: compiled + this.programs.compiled,
      recompiled,
      runs: runs + this.programs.runs,
      interpreted,
      programs: this.programs.size,
      fallbacks: Object.fromEntries(this.fallbacks),
      workers: this.programs.workers(),
    }
  }

  memory(): MemoryStatistics {
    const now = this.programs.memory()
    return { ...now, peak: Math.max(now.peak, this.counts.peak), budget: this.options.memory }
  }

  private get interprets(): boolean {
    return this.options.mode === 'interpret' || isWatched() || !features().simd
  }

  /**
   * Computes the values of nodes that have none. Of `replacements` those are computed too that come by; they stand where
   * the value stood that they replace, if they are compiled. Throws: TraceError, OutOfMemoryError.
   */
  compute(wanted: readonly Node[], replacements: Replacements = new Map()): void {
    const pending = wanted.filter((node) => !node.computed)
    if (pending.length === 0) return
    if (!this.interprets && this.compile([...new Set(pending)], replacements)) return
    this.interpret(pending)
  }

  /** Computes by compiled programs; false where the interpreter is faster. */
  private compile(asked: readonly Node[], replacements: Replacements): boolean {
    for (const entry of this.recent) {
      const structure = entry.pattern && match(entry.pattern, asked, replacements)
      if (!structure) continue
      this.run(entry, structure)
      return true
    }
    if (this.options.mode === 'auto' && isSmall(asked)) return false
    const structure = structureOf(asked, replacements)
    if (this.isLong(structure)) {
      for (const piece of piecesOf(structure.order, asked, mostNodes / 2)) this.compute(piece)
      return true
    }
    const entry = structure.abstract ? undefined : this.entryOf(structure)
    if (!entry || entry.never) return false
    entry.pattern = patternOf(structure, asked.length, replacements)
    this.run(entry, structure)
    return true
  }

  /**
   * The program of a closed graph, compiled when it is run; graphs that compute the same share one. Undefined for a graph
   * with too many nodes.
   */
  programFor(graph: Graph, state: StatePairs): Program | undefined {
    if (nodesIn(graph) > mostTraced) return undefined
    return this.programs.programFor(`${numberOfGraph(graph)} ${state.join(' ')}`, graph, state)
  }

  /**
   * Runs a program of its own on values that are known; the results that are state take the places of their parameters'
   * values. Undefined where nothing is compiled now. Throws: OutOfMemoryError, and then no value has changed.
   */
  runProgram(program: Program, inputs: readonly Node[]): (TypedArray | Store)[] | undefined {
    return this.interprets ? undefined : this.programs.run(program, inputs)
  }

  /** Whether there is too much for one program, and yet too much to interpret. */
  private isLong({ order, abstract }: Structure): boolean {
    if (order.length <= mostNodes || abstract) return false
    return this.options.mode === 'compile' || price.element * workOf(order) > price.compile * order.length
  }

  private interpret(wanted: readonly Node[]): void {
    this.counts.interpreted++
    const { mark } = this.programs
    mark?.(interpreted(topological(wanted, (node) => node.computed)))
    evaluate(wanted)
    mark?.(undefined)
  }

  private entryOf(structure: Structure): Entry {
    const alike = this.entries.get(structure.hash)
    let entry = alike?.find((other) => sameStructure(other.tokens, structure.tokens))
    if (!entry) {
      entry = {
        tokens: structure.tokens,
        hash: structure.hash,
        constants: structure.constants.map((node) => node.params.value),
        promoted: new Set(),
        extra: new Set(structure.order.flatMap((node, place) => (isSingleNumber(node) ? [place] : []))),
        program: undefined,
        read: [],
        scalars: new Map(),
        last: [],
        pattern: undefined,
        never: structure.order.length > mostNodes,
      }
      if (this.entries.size > mostEntries) this.forgetCold()
      this.entries.set(structure.hash, [...(this.entries.get(structure.hash) ?? []), entry])
      this.learn(structure)
    }
    return entry
  }

  private forgetCold(): void {
    for (const [hash, list] of this.entries) {
      const kept = list.filter((entry) => entry.program?.runner)
      if (kept.length > 0) this.entries.set(hash, kept)
      else this.entries.delete(hash)
    }
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
        if (place !== undefined && !isConstant(at) && !at.op.multiple && at.inputs.length > 0 && !at.computed)
          entry.extra.add(place)
      }
      const before = entry.extra.size
      for (const node of structure.wanted) if (places.has(node)) add(node)
      for (const node of structure.order)
        if (!places.has(node)) for (const input of node.inputs) if (places.has(input)) add(input)
      if (entry.extra.size > before) this.forget(entry)
    }
  }

  /** The program does not serve any more. */
  private forget(entry: Entry): void {
    if (!entry.program) return
    this.counts.recompiled++
    this.programs.drop(entry.program)
    entry.program = undefined
  }

  private run(entry: Entry, structure: Structure): void {
    this.promote(entry, structure)
    if (!entry.program) {
      entry.read = [...entry.extra].sort((a, b) => a - b)
      entry.program = new Program(closeStructure(structure, entry.promoted, entry.read), structure.pairs)
      entry.scalars = new Map()
    }
    const inputs = [...structure.leaves]
    for (const i of entry.promoted) inputs.push(this.scalar(entry, structure.constants[i]!, i))
    const results = this.programs.run(entry.program, inputs)
    structure.wanted.forEach((node, i) => {
      if (node.computed) return
      if (i === 0 && node.tracked && leadsNowhere(node)) node.released = true
      keep(node, results[i]!)
    })
    entry.read.forEach((place, i) => {
      const node = structure.order[place]!
      if (!node.computed) keep(node, results[structure.wanted.length + i]!)
    })
    entry.last = structure.order
    if (this.recent[0] !== entry) {
      const at = this.recent.indexOf(entry)
      if (at >= 0) this.recent.splice(at, 1)
      this.recent.unshift(entry)
      for (const old of this.recent.splice(mostRecent)) {
        old.last = []
        old.pattern = undefined
      }
    }
  }

  /** A number that is another one than the program was made for becomes an argument of the next program. */
  private promote(entry: Entry, { constants }: Structure): void {
    let changed = false
    constants.forEach(({ params: { value } }, i) => {
      if (entry.promoted.has(i) || Object.is(value, entry.constants[i])) return
      entry.promoted.add(i)
      changed = true
    })
    if (!changed) return
    entry.promoted = new Set([...entry.promoted].sort((a, b) => a - b))
    this.forget(entry)
  }

  /** A number that changes from run to run, as a leaf. */
  private scalar(entry: Entry, { dtype, params: { value } }: Node<{ value: number }>, i: number): Node {
    let scalar = entry.scalars.get(i)
    if (!scalar || !Object.is(entry.constants[i], value)) {
      const array = allocate(dtype, 1)
      array[0] = value
      scalar = dataNode({ dtype, shape: [] }, array)
      entry.scalars.set(i, scalar)
      entry.constants[i] = value
    }
    return scalar
  }

  /** Compiles a closed graph; `state` says which result becomes which parameter of the next run. Throws: OutOfMemoryError. */
  compileGraph(graph: Graph, state: StatePairs = []): Runner {
    return this.programs.compile(graph, state)
  }

  /** Runs `f` with every kernel timed, after `warmUp` runs that are not measured. */
  profile(f: () => void, warmUp: number): ProfileResult {
    const profiler = new Profiler()
    this.programs.forget()
    this.programs.mark = profiler.mark
    try {
      for (let i = 0; i < warmUp; i++) f()
      profiler.measure(f)
    } finally {
      this.programs.mark = undefined
      this.programs.forget()
    }
    return profiler.result(features().threads ? this.options.threads : 1)
  }
}

/** Nodes of a graph and of the graphs in it. */
function nodesIn(graph: Graph): number {
  const own = new Set(graph.parameters)
  const order = topological(graph.results, (node) => own.has(node))
  let count = order.length
  for (const { op, params } of order)
    for (const inner of op.subgraphs?.(params) ?? []) count += nodesIn(inner)
  return count
}

/** Whether nodes are interpreted sooner than they would be compiled; what is under `jit` is compiled always. */
function isSmall(asked: readonly Node[]): boolean {
  const order = topological(asked, (node) => node.computed)
  return (
    price.node * order.length + price.element * workOf(order) <= worthwhile &&
    !order.some((node) => (node.op as object) === calls.call)
  )
}

/** A part of a loss that may be read later, or added to others for long before it is: handing it out costs nothing. */
const isSingleNumber = (node: Node): boolean =>
  node.tracked &&
  !node.op.multiple &&
  !isView(node) &&
  !isPick(node) &&
  node.inputs.length > 0 &&
  sizeOf(node.shape) === 1

/**
 * Gives a node its value. The value that a derivative is taken by is its operand's too, which lets go of what it was made
 * of; and a node that `backward` has gone through is not asked for its history again.
 */
function keep(node: Node, value: TypedArray | Store): void {
  settle(node, value)
  if (!node.tracked || node.inputs.length === 0 || node.inputs.some((input) => input.tracked)) return
  const [operand] = node.inputs
  if (operand && !operand.computed && sharesMemory(node)) settle(operand, value)
}
