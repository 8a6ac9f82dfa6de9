import { allocate, type TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { describe } from '../../graph/leaves.ts'
import type { Parts } from '../../graph/node.ts'
import type { LoadedProgram } from '../../wasm/machine.ts'
import { simplify } from '../simplify.ts'
import type { Arena } from './arena.ts'
import { buildBlock, type ProgramContext } from './block.ts'
import { arenaOwner, Buffer, padded, placeInArena } from './buffer.ts'
import { copyOf, copyTo } from './copies.ts'
import { type Emitted, emit } from './emit.ts'
import type { Marked } from './profiler.ts'
import type { Slot } from './residence.ts'
import { placeResults } from './results.ts'
import { placeState, type StatePairs } from './state.ts'
import { type Block, type HostStep, type KernelStep, liveness } from './step.ts'
import { templates } from './templates.ts'

/** Hosts have zeros of so many bytes for nothing. */
const leastLarge = 2 ** 25

/** Called before each piece of work, and with nothing after it, for the profiler. */
export type Mark = (timed: Marked | undefined) => void

export interface RunnerOptions {
  /** Which result replaces which parameter for the next run, by their places. */
  readonly state?: StatePairs
  /** Large results stand in memory that is given for each run. */
  readonly gives?: boolean | undefined
  readonly mark?: Mark | undefined
  /** Called with the name of each operation that the host runs, each time. */
  readonly fallback?: ((name: string) => void) | undefined
  /** Told what is compiled, of which no more is kept than runs need. */
  readonly inspect?: ((simplified: Graph, block: Block) => void) | undefined
}

/**
 * A closed graph, compiled. An input stands in the memory of a variable, which state (see RunnerOptions) is updated in, or
 * in memory of the program's own, where it is copied if another array comes than the last time.
 */
export class Runner {
  /** Names of operations that run on the host. */
  readonly onHost: readonly string[]
  private readonly arena: Arena
  private readonly inputs: readonly Buffer[]
  private readonly results: readonly Buffer[]
  /** The results that stand in memory that is given for each run, by their places; it comes after the inputs. */
  readonly given: readonly number[]
  private readonly standing: readonly Buffer[]
  private readonly constants: readonly Buffer[]
  /** What it needs of the arena. */
  readonly arenaBytes: number
  private readonly arenaOwner: string
  private readonly checks: Emitted['checks']
  private readonly pointers: Emitted['pointers']
  private program: LoadedProgram | undefined
  private readonly addresses = new Map<Buffer, number>()
  /** Where each input, and each result that memory is given for, stands in this run; 0 where nothing has come yet. */
  private readonly places: number[]
  /** Memory of the program's own for inputs that come as arrays. */
  private readonly own: (number | undefined)[] = []
  /** What that takes. */
  ownBytes = 0
  /** The arrays whose elements the program's own memory holds. */
  private readonly held: (TypedArray | undefined)[] = []
  /** Views of the heap by address; they serve until it grows. */
  private readonly views: (TypedArray | undefined)[] = []
  private viewVersion = 0
  private readonly state: StatePairs
  /** Results that are not copied out: they are state, or stand in memory that was given. */
  private readonly stays: readonly boolean[]
  /** Large results of a program with state: the host may have no room for them, which must be known before state changes. */
  private readonly large: readonly number[]
  private readonly options: RunnerOptions
  /** Version of the arena that the pointers are for; -1 where an input has moved. */
  private arenaVersion = -1
  private released = false

  /** Throws: OutOfMemoryError. */
  constructor(graph: Graph, arena: Arena, options: RunnerOptions = {}) {
    this.arena = arena
    this.options = options
    const simplified = simplify(graph)
    this.state = options.state ?? []
    this.inputs = simplified.parameters.map(
      (p, i) => new Buffer(p.type, 'input', `input ${i} ${describe(p)}`),
    )
    const context: ProgramContext = { names: { next: 0 }, templates }
    const built = buildBlock(simplified, this.inputs, context)
    const steps = [...built.block.steps]
    const { moved, results } = placeState(steps, this.inputs, built.results, this.state)
    this.results = results
    const { given, rooms } = options.gives ? placeResults(results) : { given: [], rooms: [] }
    this.given = given
    this.standing = [...this.inputs, ...rooms]
    this.places = this.standing.map(() => 0)
    const stays = new Set([...this.state.map(([, result]) => result), ...given])
    this.stays = results.map((_, i) => stays.has(i))
    this.large = results.flatMap(({ bytes }, i) =>
      this.state.length > 0 && bytes >= leastLarge && !stays.has(i) ? [i] : [],
    )
    const buffers = liveness({ steps }, [...moved, ...results, ...built.results])
    const inArena = buffers.filter((buffer) => buffer.home === 'arena' && !buffer.over)
    this.arenaBytes = placeInArena(inArena)
    this.arenaOwner = arenaOwner(inArena)
    this.constants = buffers.filter((buffer) => buffer.home === 'constant')
    options.inspect?.(simplified, { steps })
    const emitted = emit({ steps })
    this.checks = emitted.checks
    this.pointers = emitted.pointers
    this.onHost = emitted.host.map((step) => step.node.op.name)
    try {
      const { heap } = arena.machine
      for (const buffer of this.constants) {
        this.addresses.set(buffer, heap.allocate(buffer.label, padded(buffer.bytes)))
        this.view(buffer).set(buffer.values!)
      }
      this.program = this.load(emitted)
      arena.reserve(this.arenaBytes, this.arenaOwner)
    } catch (error) {
      this.release()
      throw error
    }
  }

  private load({ steps, kernels, host, pointers }: Emitted): LoadedProgram {
    const { mark } = this.options
    const inPlace = new Set(kernels.flatMap((step, i) => (writesOver(step) ? [i] : [])))
    const description = { kernels: kernels.map((step) => step.kernel), steps, inPlace }
    return this.arena.machine.load(description, pointers.length, {
      mark: mark && ((kernel) => mark(kernels[kernel])),
      host: host.length === 0 ? undefined : (step, args) => this.onTheHost(host[step]!, args),
    })
  }

  private addressOf(buffer: Buffer): number {
    if (buffer.over) return this.addressOf(buffer.over)
    return buffer.home === 'arena' ? this.arena.address + buffer.offset : this.addresses.get(buffer)!
  }

  /** Points the kernels at where things are now. */
  private point(): void {
    this.standing.forEach((buffer, i) => {
      this.addresses.set(buffer, this.places[i]!)
    })
    this.pointers.forEach(({ buffer, bytes }, i) => {
      this.program!.point(4 * i, this.addressOf(buffer) + bytes)
    })
    this.arenaVersion = this.arena.version
    this.views.fill(undefined)
  }

  /** A view of an input (by its place) or a result (after the inputs). */
  private viewAt(place: number, buffer: Buffer): TypedArray {
    const { heap } = this.arena.machine
    if (this.viewVersion !== heap.version) {
      this.views.fill(undefined)
      this.viewVersion = heap.version
    }
    return (this.views[place] ??= this.view(buffer))
  }

  /** Puts the inputs (then the memory that is given) where the program finds them; nothing has been computed if this fails. Throws: OutOfMemoryError. */
  prepare(inputs: readonly (TypedArray | Parts | Slot | undefined)[]): void {
    const { mark } = this.options
    const { heap } = this.arena.machine
    this.arena.reserve(this.arenaBytes, this.arenaOwner)
    for (let i = 0; i < this.standing.length; i++) {
      const input = inputs[i]
      let place = this.places[i]!
      if (input === undefined || areElements(input)) {
        const { label, bytes } = this.standing[i]!
        if (!this.own[i]) {
          this.own[i] = heap.allocate(label, padded(bytes))
          this.ownBytes += bytes
        }
        place = this.own[i]!
      } else place = input.address
      if (place !== this.places[i]) {
        this.places[i] = place
        this.arenaVersion = -1
      }
    }
    if (this.arenaVersion !== this.arena.version) this.point()
    for (let i = 0; i < this.inputs.length; i++) {
      const input = inputs[i]
      if (input === undefined || !areElements(input)) continue
      const key = lasting(input) as TypedArray
      if (sameElements(key, this.held[i])) continue
      mark?.({ kind: 'aside', name: 'copied in', bytes: input.byteLength })
      copyTo(this.viewAt(i, this.inputs[i]!), input)
      mark?.(undefined)
      this.held[i] = key
    }
  }

  /**
   * Computes the results. `inputs[i]` may be undefined for state that an earlier run has left in the program's own memory.
   * Results that are state are undefined: see `read`; so are those that memory was given for. The others are arrays of their own. Throws: OutOfMemoryError, and
   * then no state has changed.
   */
  run(inputs: readonly (TypedArray | undefined)[]): (TypedArray | undefined)[] {
    // these arrays are the caller's, who may have written other numbers into them
    this.held.fill(undefined)
    this.prepare(inputs)
    return this.compute()
  }

  /** Computes the results from inputs that are in place. */
  compute(): (TypedArray | undefined)[] {
    const results = new Array<TypedArray | undefined>(this.results.length)
    for (const i of this.large) results[i] = allocate(this.results[i]!.dtype, this.results[i]!.length)
    const failed = this.checks[this.program!.run()]
    if (failed) throw failed.error(this.view(failed.worst)[0]!)
    for (let i = 0; i < results.length; i++)
      results[i] = this.stays[i]
        ? undefined
        : this.copyOut(this.inputs.length + i, this.results[i]!, results[i])
    return results
  }

  /** The value of a parameter as it is in the program's own memory. */
  read(parameter: number): TypedArray {
    return this.copyOut(parameter, this.inputs[parameter]!)
  }

  private copyOut(place: number, buffer: Buffer, room?: TypedArray): TypedArray {
    const { mark } = this.options
    mark?.({ kind: 'aside', name: 'copied out', bytes: buffer.bytes })
    const { dtype, length } = buffer
    const view = this.viewAt(place, buffer)
    const array = room ?? (length > 1 ? copyOf(dtype, view) : allocate(dtype, length))
    if (room) copyTo(room, view)
    else if (length === 1) array[0] = view[0]!
    mark?.(undefined)
    return array
  }

  private view(buffer: Buffer): TypedArray {
    return this.arena.machine.heap.view(buffer.dtype, this.addressOf(buffer), buffer.length)
  }

  /** Runs an operation whose operands and results stand where the words at `args` point. */
  private onTheHost(step: HostStep, args: number): void {
    const { node, reads, writes } = step
    const { fallback, mark } = this.options
    fallback?.(node.op.name)
    mark?.(step)
    const { heap } = this.arena.machine
    // an address above 2 GiB comes as a negative number
    const pointers = heap.view('uint32', args >>> 0, reads.length + writes.length).slice()
    const elements = (buffer: Buffer, i: number): TypedArray =>
      heap.view(buffer.dtype, pointers[i]!, buffer.length)
    const value = node.op.evaluate(
      reads.map((buffer, i) => elements(buffer, i).slice()),
      node,
    )
    const values = node.op.multiple ? (value as readonly TypedArray[]) : [value as TypedArray]
    writes.forEach((buffer, i) => {
      elements(buffer, reads.length + i).set(values[i]!)
    })
    mark?.(undefined)
  }

  /** Gives back what the program keeps. */
  release(): void {
    if (this.released) return
    this.released = true
    const { heap } = this.arena.machine
    for (const buffer of this.constants) heap.release(this.addresses.get(buffer) ?? 0)
    for (const address of this.own) heap.release(address ?? 0)
    this.program?.release()
  }
}

/** Whether an input comes as elements, which the program has memory of its own for. */
const areElements = (input: TypedArray | Parts | Slot): input is TypedArray | Parts =>
  ArrayBuffer.isView(input) || 'writeTo' in input

/** What of an input may be kept when it has been read: a dataset must not be, for a batch of it. */
export const lasting = (input: TypedArray | Parts | Slot): TypedArray | Slot =>
  ArrayBuffer.isView(input) || !('writeTo' in input) ? input : input.key

/** Arrays of fewer bytes get a buffer of their own only when it is asked for, which takes longer than to copy them. */
const fewBytes = 128

/** Whether two arrays of one length are the same, or name the same part of one: equal batches are cut anew in each epoch. */
const sameElements = (a: TypedArray, b: TypedArray | undefined): boolean =>
  a === b ||
  (b !== undefined && a.byteLength > fewBytes && a.byteOffset === b.byteOffset && a.buffer === b.buffer)

/** Whether a kernel writes a result where one of its operands stands. */
function writesOver({ reads, writes }: KernelStep): boolean {
  const place = (buffer: Buffer): Buffer => (buffer.over ? place(buffer.over) : buffer)
  const read = new Set(reads.map(place))
  return writes.some((buffer) => read.has(place(buffer)))
}
