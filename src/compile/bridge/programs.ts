import { OutOfMemoryError } from '../../errors.ts'
import type { TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { type Node, recordSources, recordsSources, type Store } from '../../graph/node.ts'
import type { TensorType } from '../../graph/shape.ts'
import { features } from '../../wasm/features.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { now } from '../../wasm/pace.ts'
import type { WorkerFactory } from '../../wasm/threads.ts'
import { Arena } from './arena.ts'
import { Program } from './program.ts'
import { keepValues, Recipe } from './recipe.ts'
import { Residence, Resident, type Slot } from './residence.ts'
import { giveRooms, keepResults } from './results.ts'
import { lasting, type Mark, Runner } from './runner.ts'
import type { StatePairs } from './state.ts'
import type { MemoryStatistics } from './statistics.ts'
import { dropFirst, mostKept } from './worth.ts'

/** How the programs' machine is made. */
interface MachineSettings {
  readonly threads: number
  readonly memory: number
}

/** Bytes of a program's inputs that count as a node. */
const bytesANode = 1024
/** What a program takes, in nodes. */
const taken = ({ space, runner }: Program): number => space + runner!.ownBytes / bytesANode
/** Programs that are known though they are not compiled, beside as many as are. */
const mostIdle = 32

/** Compiled programs, the machine that they run on, and the values that stand in its heap. */
export class Programs {
  compiled = 0
  runs = 0
  /** Called around each kernel of programs that are compiled from now on. */
  mark: Mark | undefined = undefined
  /** How often operations ran on the host. */
  readonly fallbacks = new Map<string, number>()
  private readonly settings: () => MachineSettings
  private readonly startWorker: () => WorkerFactory | undefined
  private arena: Arena | undefined
  /** The most that was in use of heaps before this one. */
  private highest = 0
  private residence: Residence | undefined
  /** Programs that are compiled, the one used last at the end. */
  private readonly loaded = new Set<Program>()
  /** What they take, or more: those that were dropped since it was counted. */
  private taken = 0
  private readonly known = new Map<string, Program>()

  constructor(settings: () => MachineSettings, startWorker: () => WorkerFactory | undefined) {
    this.settings = settings
    this.startWorker = startWorker
  }

  get size(): number {
    return this.loaded.size
  }

  memory(): MemoryStatistics {
    const heap = this.arena?.machine.heap.statistics()
    return {
      heap: heap?.reserved ?? 0,
      used: heap?.used ?? 0,
      peak: Math.max(this.highest, heap?.peak ?? 0),
      arena: this.arena?.bytes ?? 0,
      resident: this.residence?.bytes ?? 0,
      budget: this.arena?.machine.heap.limit ?? this.settings().memory,
    }
  }

  workers(): { ready: number; lost: readonly string[] } {
    return this.arena?.machine.statistics() ?? { ready: 0, lost: [] }
  }

  /** Forgets the programs, moves values out, and ends the workers; the next program starts a machine of its own. */
  close(): void {
    this.highest = this.memory().peak
    this.forget()
    this.residence?.clear()
    this.arena?.machine.close()
    this.arena = undefined
    this.residence = undefined
  }

  /** Forgets all programs; they are compiled again when they are run. */
  forget(): void {
    for (const program of this.loaded) this.drop(program)
  }

  drop(program: Program): void {
    program.runner?.release()
    program.runner = undefined
    // memory for results of a run that did not come about
    for (const place of program.places)
      if ('value' in place && !place.value.slot) this.residence!.release(place)
    program.places.length = 0
    program.results.length = 0
    this.loaded.delete(program)
  }

  /** What programs run on, and values stand in. */
  start(): { arena: Arena; residence: Residence } {
    if (!this.arena || !this.residence) {
      const { threads, memory } = this.settings()
      const workers = threads > 1 && features().threads ? this.startWorker() : undefined
      const heap = new Heap({ shared: workers !== undefined, limit: memory })
      this.arena = new Arena(new Machine(heap, { threads, ...(workers ? { workers } : {}) }))
      this.residence = new Residence(heap)
    }
    return { arena: this.arena, residence: this.residence }
  }

  /** The program that is known by this key, made if there is none. */
  programFor(text: string, graph: Graph, state: StatePairs): Program {
    // where a graph was written is its own, though others compute the same
    if (recordsSources()) return new Program(graph, state)
    let found = this.known.get(text)
    if (!found) {
      found = new Program(graph, state)
      if (this.known.size > 2 * this.loaded.size + mostIdle)
        for (const [other, { runner }] of this.known) if (!runner) this.known.delete(other)
      this.known.set(text, found)
    }
    return found
  }

  /** Compiles a closed graph. Throws: OutOfMemoryError. */
  compile(graph: Graph, state: StatePairs, keep?: Program): Runner {
    this.compiled++
    const { arena, residence } = this.start()
    if (!keep) residence.begin()
    const fallback = (name: string): void => {
      this.fallbacks.set(name, (this.fallbacks.get(name) ?? 0) + 1)
    }
    // what is rewritten was made where the user wrote the original
    const recording = recordSources(false)
    this.mark?.({ kind: 'aside', name: 'compiled', bytes: 0 })
    try {
      const gives = keep && state.length === 0
      return this.withRoom(keep, () => new Runner(graph, arena, { state, gives, mark: this.mark, fallback }))
    } finally {
      this.mark?.(undefined)
      if (recording) recordSources(true)
    }
  }

  /**
   * Runs a program on values. What is state takes the place of its parameter's value, in the heap; the other results are
   * arrays. Throws: OutOfMemoryError, and then no value has changed.
   */
  run(program: Program, inputs: readonly Node[]): (TypedArray | Store)[] {
    // what has to be computed again is computed before
    for (const { store } of inputs) if (store instanceof Resident && !store.slot) store.read()
    let runner: Runner
    try {
      runner = this.prepare(program, inputs)
    } catch (error) {
      this.startAnew(error)
      runner = this.prepare(program, inputs)
    }
    this.runs++
    const { places } = program
    const values = places.splice(inputs.length).map((slot, i) => {
      const value = this.residence!.replace(slot as Slot, true)
      program.results[i]!.push(value)
      return value
    })
    const start = now()
    const results = runner.compute() as (TypedArray | Store)[]
    program.time = Math.min(program.time, now() - start)
    const recipe = program.known ? Recipe.of(program, this) : undefined
    if (!recipe) program.copies ||= program.known
    keepResults(program, this, values, this.save)
    values.forEach((value, i) => {
      results[runner.given[i]!] = value
    })
    for (let i = 0; i < places.length; i++) places[i] = lasting(places[i]!)
    for (const [parameter, result] of program.state) {
      const next = this.residence!.replace(places[parameter] as Slot)
      next.made = recipe && { recipe, result }
      results[result] = next
    }
    return results
  }

  /** Sees to it that a program is compiled and its inputs are where it finds them. Throws: OutOfMemoryError. */
  private prepare(program: Program, inputs: readonly Node[]): Runner {
    // what this run uses is marked first: compiling may move everything else out of the heap
    const run = this.start().residence.begin()
    for (const { store } of inputs) if (store instanceof Resident && store.slot) store.slot.used = run
    const fresh = !program.runner
    if (fresh) {
      if (this.taken > mostKept) this.taken = dropFirst(this.loaded, taken, (oldest) => this.drop(oldest))
      program.runner = this.compile(program.graph, program.state, program)
    }
    // The one used last goes to the end.
    this.loaded.delete(program)
    this.loaded.add(program)
    const { places } = program
    const runner = program.runner!
    this.find(program, inputs, run)
    const room = (type: TensorType): Slot =>
      this.withRoom(program, () => this.residence!.room(type, 'a result'))
    giveRooms(program, run, room, this.save)
    this.withRoom(program, () => runner.prepare(places))
    if (fresh) this.taken += taken(program)
    return runner
  }

  /** Free memory may lie scattered between small things: everything moves out. Throws what is no such error. */
  private startAnew(error: unknown): void {
    if (!(error instanceof OutOfMemoryError) || error.used + error.bytes > error.limit) throw error
    this.close()
  }

  /** Finds out where the inputs stand. State gets memory of its own. */
  private find(program: Program, inputs: readonly Node[], run: number): void {
    const { places, state } = program
    program.fresh = 0
    places.length = Math.min(places.length, inputs.length)
    for (const [parameter] of state) {
      const node = inputs[parameter]!
      let slot = slotOf(node)
      if (slot && slot.claimed !== run) {
        slot.claimed = run
      } else {
        const value = node.value as TypedArray
        const free = slot === undefined
        this.mark?.({ kind: 'aside', name: 'copied in', bytes: value.byteLength })
        slot = this.withRoom(program, () => this.residence!.hold(node.type, value))
        this.mark?.(undefined)
        if (free) node.store = slot.value
      }
      places[parameter] = slot
    }
    const updated = state.length > 0 ? new Set(state.map(([parameter]) => parameter)) : undefined
    for (let i = 0; i < inputs.length; i++) {
      if (updated?.has(i)) continue
      const slot = slotOf(inputs[i]!)
      const place =
        slot && slot.claimed !== run ? slot : (inputs[i]!.parts ?? (inputs[i]!.value as TypedArray))
      if ('byteLength' in place && lasting(place) !== places[i]) program.fresh += place.byteLength
      places[i] = place
    }
    program.known = state.length > 0 && keepValues(program, this.save)
  }

  /** Copies a value that others may ask for before the next one is written over it. */
  private readonly save = ({ value, bytes }: Slot): void => {
    if (value.array) return
    this.mark?.({ kind: 'aside', name: 'copied out', bytes })
    value.read()
    this.mark?.(undefined)
  }

  /** Tries again while something can give way; gives back what a program has where nothing can. */
  private withRoom<T>(keep: Program | undefined, attempt: () => T): T {
    for (;;)
      try {
        return attempt()
      } catch (error) {
        if (error instanceof OutOfMemoryError && error.bytes <= error.limit && this.makeRoom(keep)) continue
        if (keep) this.drop(keep)
        throw error
      }
  }

  /** Values that this run does not need move out first, then programs that were not used lately, then the arena. */
  private makeRoom(keep: Program | undefined): boolean {
    if (this.residence!.evict(Infinity)) return true
    for (const program of this.loaded)
      if (program !== keep) {
        this.drop(program)
        return true
      }
    // An arena may be as large as another program needed it.
    const arena = this.arena!
    const isLarger = arena.bytes > (keep?.runner?.arenaBytes ?? 0)
    arena.release()
    return isLarger
  }
}

const slotOf = ({ store }: Node): Slot | undefined => (store instanceof Resident ? store.slot : undefined)
