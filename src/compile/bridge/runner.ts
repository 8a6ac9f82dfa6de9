import { allocate, bytesOf, type TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { describe } from '../../graph/leaves.ts'
import type { LoadedProgram, Machine } from '../../wasm/machine.ts'
import { simplify } from '../simplify.ts'
import { buildBlock, type ProgramContext } from './block.ts'
import { Buffer, padded, placeInArena } from './buffer.ts'
import { type Emitted, emit } from './emit.ts'
import { type Block, buffersIn, type HostStep, type KernelStep, liveness, type Step } from './step.ts'
import { templates } from './templates.ts'

/** The arena that all programs of a machine share: only one runs at a time. */
export class Arena {
  readonly machine: Machine
  address = 0
  /** Counts the times that it moved. */
  version = 0
  private bytes = 0

  constructor(machine: Machine) {
    this.machine = machine
  }

  get size(): number {
    return this.bytes
  }

  /** Makes room for a program. Throws: OutOfMemoryError. */
  reserve(bytes: number, owner: string): void {
    if (bytes <= this.bytes) return
    if (this.bytes > 0) this.machine.heap.release(this.address)
    this.bytes = 0
    this.version++
    this.address = this.machine.heap.allocate(owner, padded(bytes))
    this.bytes = bytes
  }
}

/** Called around each kernel by the profiler. */
export type Mark = (step: KernelStep | undefined) => void

export interface RunnerOptions {
  /** Which result replaces which parameter for the next run, by their places. */
  readonly state?: readonly (readonly [parameter: number, result: number])[]
  readonly mark?: Mark | undefined
  /** Called with the name of each operation that the host runs, each time. */
  readonly fallback?: ((name: string) => void) | undefined
}

/**
 * A closed graph, compiled. Inputs keep their memory between runs, and are copied only where another array comes; state
 * (see RunnerOptions) is updated there and never leaves the heap unless it is read.
 */
export class Runner {
  readonly graph: Graph
  readonly block: Block
  /** Names of operations that run on the host. */
  readonly onHost: readonly string[]
  private readonly arena: Arena
  private readonly inputs: readonly Buffer[]
  private readonly results: readonly Buffer[]
  private readonly kept: Buffer[]
  private readonly arenaBytes: number
  private readonly emitted: Emitted
  private readonly program: LoadedProgram
  private readonly addresses = new Map<Buffer, number>()
  private readonly held: (TypedArray | undefined)[]
  private readonly state: ReadonlyMap<number, number>
  private readonly options: RunnerOptions
  private arenaVersion = -1
  private released = false

  /** Throws: OutOfMemoryError. */
  constructor(graph: Graph, arena: Arena, options: RunnerOptions = {}) {
    this.arena = arena
    this.options = options
    this.graph = simplify(graph)
    this.state = new Map(options.state ?? [])
    this.inputs = this.graph.parameters.map(
      (p, i) => new Buffer(p.type, 'input', `input ${i} ${describe(p)}`),
    )
    this.held = this.inputs.map(() => undefined)
    const context: ProgramContext = { names: { next: 0 }, templates }
    const built = buildBlock(this.graph, this.inputs, context)
    const steps = [...built.block.steps]
    this.results = built.results
    // State is copied into place when all who read the old values have done so.
    const moved = this.copyState(steps)
    this.block = { steps }
    const buffers = liveness(this.block, [...moved, ...built.results])
    const arenaBuffers = buffers.filter((buffer) => buffer.home === 'arena' && !buffer.over)
    this.arenaBytes = placeInArena(arenaBuffers)
    const { machine } = arena
    this.kept = [
      ...new Set([
        ...this.inputs,
        ...buffers.filter((b) => b.home === 'constant'),
        ...built.results.filter((b) => b.home === 'constant'),
      ]),
    ]
    for (const buffer of this.kept) {
      const address = machine.heap.allocate(buffer.label, padded(buffer.bytes))
      this.addresses.set(buffer, address)
      if (buffer.values) machine.heap.write(buffer.dtype, address, buffer.values)
    }
    this.emitted = emit(this.block)
    this.onHost = this.emitted.host.map((step) => step.node.op.name)
    this.program = this.load()
    arena.reserve(this.arenaBytes, 'the arena of a program')
  }

  /** Puts new state where the old is: written over it by its kernel where nobody needs the old, else copied at the end. */
  private copyState(steps: Block['steps'][number][]): Buffer[] {
    const taken = new Set<Buffer>(this.inputs)
    const copies: (readonly [Buffer, Buffer])[] = []
    for (const [parameter, result] of this.state) {
      const from = this.results[result]!
      const to = this.inputs[parameter]!
      if (from === to || this.writeOver(steps, from, to)) continue
      let source = from
      if (taken.has(from) || from.over) {
        // Two states that change places, or one value for two: through memory of its own.
        source = new Buffer({ dtype: from.dtype, shape: [from.length] }, 'arena', from.label)
        steps.push({ kind: 'copy', from, to: source })
      }
      copies.push([source, to])
    }
    for (const [from, to] of copies) steps.push({ kind: 'copy', from, to })
    return copies.flat()
  }

  private writeOver(steps: readonly Step[], from: Buffer, to: Buffer): boolean {
    if (from.home !== 'arena' || from.over || this.results.includes(to)) return false
    const at = steps.findIndex((step) => step.kind === 'kernel' && step.writes.includes(from))
    const writer = steps[at]
    if (writer?.kind !== 'kernel') return false
    const write = writer.writes.indexOf(from)
    // Every other use of the old value must come before; its own must be at the same element.
    const later = steps.slice(at + 1).some((step) => buffersIn(step).has(to))
    const used = writer.reads.flatMap((buffer, i) => (buffer === to ? [i] : []))
    const same = used.every((read) => writer.inPlace.some(([r, w]) => r === read && w === write))
    const once =
      steps.filter((step) => (step.kind !== 'kernel' ? false : step.writes.includes(from))).length === 1
    if (later || !same || !once) return false
    from.over = to
    return true
  }

  private load(): LoadedProgram {
    const { mark } = this.options
    const { steps, kernels, host, pointers } = this.emitted
    return this.arena.machine.load({ kernels: kernels.map((step) => step.kernel), steps }, pointers.length, {
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
    this.emitted.pointers.forEach(({ buffer, bytes }, i) => {
      this.program.point(4 * i, this.addressOf(buffer) + bytes)
    })
    this.arenaVersion = this.arena.version
  }

  /**
   * Computes the results. `inputs[i]` may be undefined for state that an earlier run has left. Results that are state are
   * undefined: see `read`. The others are arrays of their own.
   */
  run(
    inputs: readonly (TypedArray | undefined)[],
    wanted?: (result: number) => boolean,
  ): (TypedArray | undefined)[] {
    this.arena.reserve(this.arenaBytes, 'the arena of a program')
    if (this.arenaVersion !== this.arena.version) this.point()
    const { heap } = this.arena.machine
    for (let i = 0; i < this.inputs.length; i++) {
      const array = inputs[i]
      if (array === undefined || array === this.held[i]) continue
      const buffer = this.inputs[i]!
      heap.write(buffer.dtype, this.addresses.get(buffer)!, array)
      this.held[i] = array
    }
    const failed = this.emitted.checks[this.program.run()]
    if (failed) throw failed.error(this.view(failed.worst)[0]!)
    for (const [parameter] of this.state) this.held[parameter] = undefined
    const state = new Set(this.state.values())
    return this.results.map((buffer, i) => {
      if (wanted ? !wanted(i) : state.has(i)) return undefined
      return this.copyOut(buffer)
    })
  }

  /** Tells that the array in hand has the elements that state `parameter` has now. */
  hold(parameter: number, array: TypedArray): void {
    this.held[parameter] = array
  }

  /** The value of a parameter as it is in the heap. */
  read(parameter: number): TypedArray {
    return (this.held[parameter] ??= this.copyOut(this.inputs[parameter]!))
  }

  private copyOut(buffer: Buffer): TypedArray {
    if (buffer.length === 1) {
      const one = allocate(buffer.dtype, 1)
      one[0] = this.view(buffer)[0]!
      return one
    }
    return this.arena.machine.heap.read(buffer.dtype, this.addressOf(buffer), buffer.length)
  }

  private view(buffer: Buffer): TypedArray {
    return this.arena.machine.heap.view(buffer.dtype, this.addressOf(buffer), buffer.length)
  }

  /** Runs an operation whose operands and results stand where the words at `args` point. */
  private onTheHost({ node, reads, writes }: HostStep, args: number): void {
    this.options.fallback?.(node.op.name)
    const { heap } = this.arena.machine
    const pointers = heap.view('uint32', args, reads.length + writes.length).slice()
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
  }

  /** Bytes that the program keeps between runs. */
  get keptBytes(): number {
    return this.kept.reduce((sum, buffer) => sum + padded(buffer.length * bytesOf(buffer.dtype)), 0)
  }

  /** Gives back what the program keeps. */
  release(): void {
    if (this.released) return
    this.released = true
    for (const buffer of this.kept) this.arena.machine.heap.release(this.addresses.get(buffer)!)
    this.program.release()
  }
}
