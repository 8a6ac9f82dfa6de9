import type { TypedArray } from '../../graph/dtype.ts'
import { type Graph, waitingFor } from '../../graph/graph.ts'
import { evaluate, isWatched } from '../../graph/interpret.ts'
import { leadsNowhere, settle } from '../../graph/leaves.ts'
import type { Node, Store } from '../../graph/node.ts'
import { features } from '../../wasm/features.ts'
import type { WorkerFactory } from '../../wasm/threads.ts'
import { closeStructure } from '../close.ts'
import { patternOf } from '../match.ts'
import { piecesOf } from '../pieces.ts'
import { numberOfGraph, type Replacements, type Structure, structureOf } from '../structure.ts'
import { sharesMemory } from '../view.ts'
import { changingNumbers, Entries, type Entry } from './entries.ts'
import { timeFromStock, timeToInterpret } from './estimate.ts'
import { Families, mostCompiled } from './families.ts'
import { goOn } from './lineage.ts'
import type { ProfileResult, Profiler } from './profiler.ts'
import { Program } from './program.ts'
import { Programs } from './programs.ts'
import type { Runner } from './runner.ts'
import type { StatePairs } from './state.ts'
import type { EngineStatistics, MemoryStatistics } from './statistics.ts'
import type { Stock } from './stock.ts'
import {
  countNodes,
  isJitted,
  mostIn,
  mostNodes,
  mostTogether,
  mostTraced,
  nodesIn,
  timeToCompile,
  worthAgain,
  worthwhile,
} from './worth.ts'

/** 'auto' interprets what is small (see docs/decisions/0008) and compiles the rest; what is under `jit` is always compiled. */
export type Mode = 'auto' | 'interpret' | 'compile'

export interface EngineOptions {
  readonly mode: Mode
  readonly threads: number
  /** Most bytes that the engine's heap may take. */
  readonly memory: number
}

/** Runs in which the programs of a loop may still change: a number that turns out to vary, a value that is read after all. */
const mostSettling = 5

/** Computes nodes: small graphs by the interpreter, others, and steps that are taken again, as one WebAssembly program each. */
export class Engine {
  private options: EngineOptions
  private readonly programs: Programs
  private readonly entries = new Entries((program) => {
    this.counts.recompiled++
    this.programs.drop(program)
  })
  private readonly families = new Families()
  private readonly counts = { recompiled: 0, interpreted: 0 }

  constructor(options: EngineOptions, startWorker: () => WorkerFactory | undefined) {
    this.options = options
    this.programs = new Programs(() => this.options, startWorker)
  }

  get settings(): EngineOptions {
    return this.options
  }

  /** Other settings; programs are compiled anew where these matter to them, or where workers are started in another way. */
  configure(options: Partial<EngineOptions>, anew = false): void {
    const { mode, threads, memory } = this.options
    this.options = { ...this.options, ...options }
    if (anew || this.options.threads !== threads || this.options.memory !== memory) this.reset()
    // 'auto' interprets some of it, whatever came before
    else if (mode === 'compile' && this.options.mode !== mode) this.forget()
  }

  /** Forgets all programs and gives their memory back. Values stay. */
  reset(): void {
    this.forget()
    this.programs.close()
  }

  /** Forgets all programs, and what they were made of: it did not say where it was written, or is not wanted any more. */
  private forget(): void {
    this.programs.forget()
    this.entries.clear()
    this.families.clear()
  }

  statistics(): EngineStatistics {
    const { compiled, runs, size, fallbacks } = this.programs
    return {
      compiled,
      runs,
      ...this.counts,
      programs: size,
      fallbacks: Object.fromEntries(fallbacks),
      workers: this.programs.workers(),
      refused: features().refused,
    }
  }

  memory(): MemoryStatistics {
    return this.programs.memory()
  }

  private get interprets(): boolean {
    return this.options.mode === 'interpret' || isWatched() || features().refused !== undefined
  }

  /**
   * Computes the values of nodes that have none. Of `replacements` those are computed too that come by; they stand where
   * the value stood that they replace, if they are compiled. With `together`, of which not all may be wanted, nothing is computed unless
   * it is worth compiling these and takes little. Throws: TraceError, OutOfMemoryError.
   */
  compute(wanted: readonly Node[], replacements: Replacements = new Map(), together?: readonly Node[]): void {
    const pending = wanted.filter((node) => !node.computed)
    if (pending.length === 0 || (together && this.interprets)) return
    const left = this.interprets
      ? waitingFor(pending)
      : this.compile([...new Set(pending)], replacements, together)
    if (left) this.interpret(left)
  }

  /** Computes by compiled programs what pays. Returns what is left to the interpreter. */
  private compile(
    asked: readonly Node[],
    replacements: Replacements,
    together?: readonly Node[],
  ): readonly Node[] | undefined {
    const known = this.entries.recall(asked, replacements)
    if (known) return this.runOrLeave(known.entry, known.structure)
    const order = waitingFor(together ?? asked)
    const time = this.options.mode === 'compile' || isJitted(order) ? Infinity : timeToInterpret(order)
    const pays = time >= worthwhile(order)
    if (together && !(pays && time <= mostTogether)) return undefined
    if (!pays && (replacements.size === 0 || time < worthAgain)) return order
    const structure = structureOf(asked, replacements)
    if (!pays && structure.pairs.length === 0) return order
    if (structure.abstract) return order
    if (countNodes(structure.order) > mostIn(structure)) {
      if (time <= timeToCompile(order)) return order
      const pieces = piecesOf(structure.order, asked, mostNodes / 2, countNodes)
      if (pieces.length > 1) {
        for (const piece of pieces) this.compute(piece)
        return undefined
      }
    }
    const entry = this.entries.of(structure)
    if (time < Infinity && !entry.program) {
      const toCompile = timeToCompile(structure.order)
      entry.cheap = structure.pairs.length > 0 && time < toCompile
      entry.patience = Math.floor(toCompile / timeFromStock(structure.order))
      if (structure.pairs.length === 0 && this.families.fromStock(entry, structure.order)) {
        this.fromStock(structure)
        return undefined
      }
    }
    return this.runOrLeave(entry, structure, () => patternOf(structure, asked, replacements))
  }

  /**
   * Computes values by a program, but for those of a step of a loop that has not been taken before: it is interpreted if it is cheap, and
   * computed from stock where the loop has taken many others.
   */
  private runOrLeave(
    entry: Entry,
    structure: Structure,
    pattern = () => entry.pattern,
  ): readonly Node[] | undefined {
    // a step that is dear is compiled at once: soon, computing it from stock would have taken as long
    if (this.options.mode === 'auto' && (entry.cheap || entry.patience > 1)) {
      const { times, graphs } = goOn(structure)
      if (graphs >= mostCompiled && times < entry.patience) {
        this.fromStock(structure)
        return undefined
      }
      if (entry.cheap && times === 0) return structure.order
    }
    entry.pattern = pattern()
    this.run(entry, structure)
    return undefined
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

  private fromStock({ order }: Structure): void {
    this.interpret(order, this.programs.start().arena.stock)
  }

  private interpret(order: readonly Node[], stock?: Stock): void {
    this.counts.interpreted++
    const { mark } = this.programs
    mark?.({ kind: 'waiting', nodes: order })
    evaluate(order, stock?.compute)
    stock?.release()
    mark?.(undefined)
  }

  private run(entry: Entry, structure: Structure): void {
    this.entries.prepare(entry, structure)
    if (!entry.program) {
      entry.read = [...entry.extra].sort((a, b) => a - b)
      entry.program = new Program(closeStructure(structure, entry.promoted, entry.read), structure.pairs)
      entry.promotedLeaves = new Map()
    }
    const results = this.programs.run(entry.program, [
      ...structure.leaves,
      ...changingNumbers(entry, structure),
    ])
    structure.wanted.forEach((node, i) => {
      if (node.computed) return
      if (i === 0 && node.tracked && leadsNowhere(node)) node.released = true
      keep(node, results[i]!)
    })
    entry.read.forEach((place, i) => {
      const node = structure.order[place]!
      if (!node.computed) keep(node, results[structure.wanted.length + i]!)
    })
    this.entries.ran(entry, structure)
  }

  /** Compiles a closed graph; `state` says which result becomes which parameter of the next run. Throws: OutOfMemoryError. */
  compileGraph(graph: Graph, state: StatePairs = []): Runner {
    return this.programs.compile(graph, state)
  }

  /** Runs `f` with every kernel timed by a profiler that is handed in (who has none loads none), after `warmUp` runs that are not measured (and some more while they still compile). */
  profile(profiler: Profiler, f: () => void, warmUp: number): ProfileResult {
    const outer = this.programs.mark
    this.forget()
    this.programs.mark = profiler.mark
    try {
      for (
        let i = 0, settled = false;
        i < warmUp || (!settled && i < warmUp + mostSettling && warmUp > 0);
        i++
      ) {
        const { compiled } = this.programs
        f()
        settled = this.programs.compiled === compiled
      }
      profiler.measure(f)
    } finally {
      this.programs.mark = outer
      this.forget()
    }
    return profiler.result(features().threads ? this.options.threads : 1)
  }
}

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
