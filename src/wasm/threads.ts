import { NablaError } from '../errors.ts'
import { header, headerBytes, journalBytes } from './journal.ts'
import type { Heap, HeapArray } from './memory.ts'
import { control } from './sharing.ts'

/** A started worker thread, as little as the pool needs of it. */
export interface WorkerHandle {
  post(message: unknown): void
  onFailure(report: (reason: string) => void): void
  terminate(): void
}

/** Starts a worker that runs this source; a host has one (Node: worker_threads, browsers: Worker). */
export type WorkerFactory = (source: string) => WorkerHandle

/** What a worker is told once, at its start. */
interface WorkerOrders {
  readonly memory: unknown
  readonly worker: number
  readonly scratch: number
  readonly control: typeof control
  /** Address of a table of programs: for each number the address and length of its module's bytes. */
  readonly table: number
}

/** More than the programs that an engine keeps. */
const tableEntries = 2048

/**
 * The worker: sleeps until a program is announced, compiles it from the bytes in shared memory the first time, and works
 * on it. It needs no messages after the first, so it can sleep in WebAssembly. A program that was released before the worker
 * came to it is slept through. Deno does not tell it that the memory grew before it began; growing it does. (Text, so that no file need be
 * shipped.)
 */
const workerSource = `
const serve = ({ memory, worker, scratch, control, table }) => {
  const { load, add } = Atomics
  const words = new Int32Array(memory.buffer)
  const announced = () => load(words, control.program / 4)
  const instances = new Map()
  const compiled = (program) => {
    const entry = table / 4 + 4 * (program % ${tableEntries})
    const [address, length] = words.subarray(entry)
    if (!program || words[entry + 2] !== program) return
    memory.grow(0)
    const bytes = new Uint8Array(memory.buffer, address >>> 0, length).slice()
    if (words[entry + 2] !== program) return
    const { work } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, mark() {}, host() {}, clock() {}, expel() {} } }).exports
    if (instances.size >= ${tableEntries}) instances.clear()
    instances.set(program, work)
    return work
  }
  add(words, control.ready / 4, 1)
  for (let program = announced(); program >= 0; ) {
    const work = instances.get(program) ?? compiled(program)
    if (work) {
      try {
        program = work(program, worker, scratch)
      } catch (error) {
        Atomics.compareExchange(words, control.claims / 4 + 16 * worker, 1, 3)
        throw error
      }
      continue
    }
    const sequence = load(words, control.sequence / 4)
    add(words, control.sleepers / 4, 1)
    if (announced() === program) Atomics.wait(words, control.sequence / 4, sequence)
    add(words, control.sleepers / 4, -1)
    program = announced()
  }
}
`

/** What the pool knows of its workers. */
export interface PoolStatistics {
  readonly ready: number
  readonly lost: readonly string[]
}

/**
 * Worker threads that share a heap. Programs are announced through shared memory; the workers never keep the process
 * alive, and a program runs without those that are not ready yet.
 */
export class WorkerPool {
  private readonly heap: Heap
  private readonly handles: WorkerHandle[] = []
  private readonly scratch: number[] = []
  /** Why workers are gone, by their numbers. */
  private readonly lost = new Map<number, string>()
  private readonly table: number
  private next = 1
  private closed = false
  /** The words that threads coordinate through: valid for good, as shared memory only grows. */
  private readonly words: Int32Array

  /** Start `count` workers over a shared heap, each with `scratchBytes` of scratch. */
  constructor(heap: Heap, count: number, scratchBytes: number, start: WorkerFactory) {
    this.heap = heap
    this.words = heap.view('int32', 0, control.claims / 4 + 16 * control.mostWorkers) as Int32Array
    this.table = heap.allocate('table of programs', 16 * tableEntries)
    heap.view('int32', this.table, 4 * tableEntries).fill(0)
    for (let worker = 0; worker < Math.min(count, control.mostWorkers); worker++) {
      let room = 0
      let handle: WorkerHandle
      try {
        room = heap.allocate(`scratch of worker ${worker}`, headerBytes + scratchBytes + journalBytes)
        handle = start(workerSource)
      } catch (error) {
        // a heap without room for it, a host or a page's policy that allows none: fewer threads are left
        heap.release(room)
        this.lose(worker, error instanceof Error ? error.message : String(error))
        break
      }
      const scratch = room + headerBytes
      heap.view('int32', room, headerBytes / 4).set(header(scratch + scratchBytes))
      handle.onFailure((reason) => {
        // the first reason is the reason
        if (this.closed || this.lost.has(worker)) return
        this.lose(worker, reason)
        Atomics.store(this.words, this.claim(worker), 2)
      })
      const orders: WorkerOrders = { memory: heap.memory, worker, scratch, control, table: this.table }
      handle.post(orders)
      this.handles.push(handle)
      this.scratch.push(room)
    }
  }

  private lose(worker: number, why: string): void {
    this.lost.set(worker, `worker ${worker}: ${why}`)
  }

  /** Workers that have started and were not lost. */
  get ready(): number {
    let count = Atomics.load(this.words, control.ready / 4)
    for (let worker = 0; worker < this.handles.length; worker++)
      if (Atomics.load(this.words, this.claim(worker)) > 1) count--
    return Math.max(0, count)
  }

  private claim(worker: number): number {
    return control.claims / 4 + 16 * worker
  }

  /** Ends a worker that gave no answer, and lets it notice: memory that it would write to belongs to others now. */
  expel(worker: number, mayBlock: boolean): void {
    // its end may be heard of later, or never
    this.lose(worker, 'gave no answer for long')
    this.handles[worker]!.terminate()
    if (mayBlock) Atomics.wait(this.words, control.waiting / 4, 1, 100)
  }

  statistics(): PoolStatistics {
    return { ready: this.ready, lost: [...this.lost.values()] }
  }

  /** Make a program known to the workers: its number for `run`, and what to call when it is no longer used. */
  register(bytes: Uint8Array): { program: number; release: () => void } {
    const program = this.freeNumber()
    const address = this.heap.allocate(`module of program ${program}`, bytes.length)
    this.heap.view('bool', address, bytes.length).set(bytes)
    this.entryOf(program).set([address | 0, bytes.length, program, 0])
    return {
      program,
      release: () => {
        if (!this.closed) this.entryOf(program).fill(0)
        this.heap.release(address)
      },
    }
  }

  /** A number that no program has had, and whose entry is free: programs that live long keep theirs. */
  private freeNumber(): number {
    for (let tried = 0; tried < tableEntries; tried++) {
      const number = this.next++
      if (this.entryOf(number)[2] === 0) return number
    }
    throw new NablaError(`threads: more than ${tableEntries} programs are alive. Release some.`)
  }

  private entryOf(program: number): HeapArray {
    return this.heap.view('int32', this.table + 16 * (program % tableEntries), 4)
  }

  /** End the workers. */
  close(): void {
    if (this.closed) return
    this.closed = true
    const { words } = this
    Atomics.store(words, control.program / 4, -1)
    Atomics.add(words, control.sequence / 4, 1)
    Atomics.notify(words, control.sequence / 4)
    for (const handle of this.handles) handle.terminate()
    for (const address of this.scratch) this.heap.release(address)
    this.heap.release(this.table)
  }
}
