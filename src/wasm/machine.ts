import type { Library } from './assembler/index.ts'
import { features } from './features.ts'
import { header, headerBytes } from './journal.ts'
import type { Heap } from './memory.ts'
import { now, Pace } from './pace.ts'
import { composeProgram, type ProgramDescription } from './program.ts'
import { type PoolStatistics, type WorkerFactory, WorkerPool } from './threads.ts'
import { type WasmExports, type WasmModule, webAssembly } from './webassembly.ts'

export interface MachineOptions {
  /** Threads that take part, the calling one included. Default 1. */
  readonly threads?: number
  /** Starts workers; without one there is one thread. */
  readonly workers?: WorkerFactory
  /** Whether the calling thread may sleep (not on a browser's main thread). Default: where `window` is missing. */
  readonly mayBlock?: boolean
  /** Use fused multiply-add where the host has it. Default true. */
  readonly fma?: boolean
}

/** What a program calls while it runs. */
export interface Callbacks {
  /** Before each kernel, by its number, and with -1 after it: for the profiler. */
  readonly mark?: ((kernel: number) => void) | undefined
  /** For each host step, with the address of its argument block. */
  readonly host?: ((step: number, args: number) => void) | undefined
}

/** Milliseconds, for a thread that waits for others. */
const clock = (): number => now() | 0

/** Most scratch that a kernel of a shared program may need. */
const workerScratch = 2 << 20

/** Functions that are kept for programs to come: some megabytes. */
const mostFunctions = 1024

/** A program that is ready to run on a machine. */
export interface LoadedProgram {
  /** Address of the block of pointers. */
  readonly block: number
  /** Point the pointer at `offset` of the block to an address. */
  point(offset: number, address: number): void
  /** Run once, from the pointers as they were set. Leaves -1, or the number of the check that failed. Nothing is allocated. */
  run(): number
  /** Give back what the program holds. */
  release(): void
}

/** Runs programs over one heap, alone or with worker threads. */
export class Machine {
  readonly heap: Heap
  readonly threads: number
  private readonly options: MachineOptions
  private readonly mayBlock: boolean
  private pool: WorkerPool | undefined
  private readonly library: Library = new Map()
  private scratch = 0
  private scratchBytes = 0
  private closed = false

  constructor(heap: Heap, options: MachineOptions = {}) {
    this.heap = heap
    this.options = options
    const able = heap.shared && features().threads && options.workers !== undefined
    this.threads = able ? Math.max(1, options.threads ?? 1) : 1
    this.mayBlock = options.mayBlock ?? !('window' in globalThis)
  }

  private ensureScratch(bytes: number): void {
    // its header is read even where a program needs no scratch
    if (this.scratch > 0 && bytes <= this.scratchBytes) return
    const address = this.heap.allocate('scratch', headerBytes + bytes)
    this.heap.view('int32', address, headerBytes / 4).set(header(0))
    this.heap.release(this.scratch - headerBytes)
    this.scratch = address + headerBytes
    this.scratchBytes = bytes
  }

  /** The workers, which start with the first program that can use them. */
  ensurePool(): WorkerPool {
    this.pool ??= new WorkerPool(this.heap, this.threads - 1, workerScratch, this.options.workers!)
    return this.pool
  }

  /** Compile a program with a block of `pointers` pointers (4 bytes each). */
  load(
    description: Pick<ProgramDescription, 'kernels' | 'steps' | 'inPlace'>,
    pointers: number,
    { mark, host }: Callbacks = {},
  ): LoadedProgram {
    const widest = Math.max(0, ...description.kernels.map((k) => k.scratchBytes))
    const threaded =
      this.threads > 1 && widest <= workerScratch && description.kernels.some((k) => k.tiles > 1)
    if (this.library.size > mostFunctions) this.library.clear()
    const program = composeProgram({
      ...description,
      library: this.library,
      memory: { shared: this.heap.shared, minimum: 2, maximum: this.heap.maximumPages },
      fma: this.options.fma !== false && features().fma,
      constants: this.heap.constants,
      threaded,
      marks: mark !== undefined,
      host: host !== undefined,
    })
    this.ensureScratch(program.scratchBytes)
    const module: WasmModule = new webAssembly.Module(program.bytes)
    const pool = threaded ? this.ensurePool() : undefined
    const expel = (worker: number): void => pool!.expel(worker, this.mayBlock)
    const env = { memory: this.heap.memory, mark, host, clock, expel }
    const exports: WasmExports = new webAssembly.Instance(module, { env }).exports
    const run = exports['run']!
    const block = this.heap.allocate('pointers of a program', Math.max(4, 4 * pointers))
    const registered = pool && this.register(pool, program.bytes, block)
    const values = new Int32Array(pointers)
    let changed = true
    const pace = new Pace()
    const start = (shares: boolean): number =>
      run(block, this.scratch, registered?.program ?? 0, shares ? pool!.ready : 0, this.mayBlock ? 1 : 0)
    return {
      block,
      point: (offset, address) => {
        values[offset >> 2] = address | 0
        changed = true
      },
      run: () => {
        if (changed) this.heap.view('int32', block, pointers).set(values)
        // a program that ends early leaves pointers moved
        changed = true
        // with the workers, unless being alone is faster now
        const failed = pool?.ready && !this.closed ? pace.run(start) : start(false)
        changed = failed >= 0
        return failed
      },
      release: () => {
        registered?.release()
        this.heap.release(block)
      },
    }
  }

  /** Tells the workers of a program; where that fails, the memory at an address is given back. */
  private register(pool: WorkerPool, bytes: Uint8Array, address: number): ReturnType<WorkerPool['register']> {
    try {
      return pool.register(bytes)
    } catch (error) {
      this.heap.release(address)
      throw error
    }
  }

  statistics(): PoolStatistics {
    return this.pool?.statistics() ?? { ready: 0, lost: [] }
  }

  /** End the workers; programs that are still loaded go on with one thread. */
  close(): void {
    this.closed = true
    this.pool?.close()
    this.pool = undefined
  }
}
