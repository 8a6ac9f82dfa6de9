import { OutOfMemoryError } from '../errors.ts'
import { type Expr, v128 } from './assembler/index.ts'
import { type ConstantPool, newSplats } from './emission.ts'
import { features } from './features.ts'
import type { ElementType } from './kernel/ir.ts'
import { type WasmMemory, webAssembly } from './webassembly.ts'

/** A typed array over the heap. */
export type HeapArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
} as const

const pageBytes = 65536
const mostPages = 65536

/** Where things stand at the low end of the memory. */
export const lowMemory = {
  /** Words that threads coordinate through. */
  control: 1024,
  /** Constants that kernels load. */
  constants: 8192,
  constantsEnd: 65536,
  heap: 65536,
} as const

/** Kernels may read (never write) this many bytes past the end of a tensor. */
const readAhead = 64

export interface HeapOptions {
  /** Share the memory with worker threads. Default: where the host can. */
  readonly shared?: boolean
  /** Most bytes that the heap may grow to, up to 4 GiB. */
  readonly limit?: number
}

/** What the heap holds, in bytes. */
export interface HeapStatistics {
  readonly reserved: number
  readonly used: number
  readonly peak: number
  readonly slots: number
}

/**
 * The engine's memory: one WebAssembly memory with long-lived slots in it. Slots begin at multiples of 64; a slot
 * stays where it is until it is freed, and growing never moves one.
 *
 * ```ts
 * const heap = new Heap()
 * const weights = heap.allocate('weights f32[784,128]', 784 * 128 * 4)
 * heap.view('float32', weights, 784 * 128).set(initial)
 * ```
 */
export class Heap {
  readonly memory: WasmMemory
  readonly shared: boolean
  readonly limit: number
  readonly maximumPages: number
  readonly constants: ConstantPool
  /** Counts the times that it grew: views from before may be stale. */
  version = 0
  private readonly sizes = new Map<number, number>()
  /** Free stretches in order of address, none touching another. */
  private readonly free: { address: number; bytes: number }[] = []
  private end: number
  private used = 0
  private peak = 0

  constructor(options: HeapOptions = {}) {
    this.shared = options.shared ?? features().threads
    const limit = Math.min(options.limit ?? mostPages * pageBytes, mostPages * pageBytes)
    const wanted = Math.max(2, Math.floor(limit / pageBytes))
    const { memory, maximum } = largestMemory(wanted, this.shared)
    this.memory = memory
    this.maximumPages = maximum
    this.limit = maximum < wanted ? maximum * pageBytes : limit
    this.end = 2 * pageBytes
    this.free.push({ address: lowMemory.heap, bytes: this.end - lowMemory.heap - readAhead })
    this.constants = this.makePool()
  }

  /** Reserve bytes for `owner` (named in the error). Throws: OutOfMemoryError. */
  allocate(owner: string, bytes: number): number {
    const size = Math.max(64, Math.ceil(bytes / 64) * 64)
    let at = this.bestFit(size)
    if (at < 0) {
      this.grow(owner, size)
      at = this.bestFit(size)
    }
    const stretch = this.free[at]!
    const { address } = stretch
    if (stretch.bytes === size) this.free.splice(at, 1)
    else this.free[at] = { address: address + size, bytes: stretch.bytes - size }
    this.sizes.set(address, size)
    this.used += size
    this.peak = Math.max(this.peak, this.used)
    return address
  }

  private bestFit(size: number): number {
    let best = -1
    for (let i = 0; i < this.free.length; i++) {
      const { bytes } = this.free[i]!
      if (bytes >= size && (best < 0 || bytes < this.free[best]!.bytes)) best = i
    }
    return best
  }

  private grow(owner: string, size: number): void {
    const last = this.free.at(-1)
    const open = last && last.address + last.bytes === this.end - readAhead ? last.bytes : 0
    const least = Math.ceil((size - open) / pageBytes)
    const pages = this.end / pageBytes
    // a quarter more than there is, so that growing stays rare; less where that is not to be had
    for (const wanted of [Math.max(least, Math.min(pages >> 2, 1024)), least]) {
      try {
        this.memory.grow(wanted)
      } catch {
        continue
      }
      this.version++
      const from = open > 0 ? this.free.pop()!.address : this.end - readAhead
      this.end += wanted * pageBytes
      this.free.push({ address: from, bytes: this.end - readAhead - from })
      return
    }
    throw new OutOfMemoryError(owner, size, this.used, this.maximumPages * pageBytes)
  }

  /** Give a slot back. Freeing an address that is no slot does nothing. */
  release(address: number): void {
    const bytes = this.sizes.get(address)
    if (bytes === undefined) return
    this.sizes.delete(address)
    this.used -= bytes
    const next = this.free.findIndex((stretch) => stretch.address > address)
    const at = next < 0 ? this.free.length : next
    this.free.splice(at, 0, { address, bytes })
    this.join(at)
    this.join(at - 1)
  }

  private join(i: number): void {
    const here = this.free[i]
    const next = this.free[i + 1]
    if (here && next && here.address + here.bytes === next.address)
      this.free.splice(i, 2, { address: here.address, bytes: here.bytes + next.bytes })
  }

  /** A typed array over heap bytes. It goes stale when the heap grows: take it anew for each use. */
  view(dtype: ElementType, address: number, length: number): HeapArray {
    return new arrays[dtype](this.memory.buffer as ArrayBuffer, address, length)
  }

  statistics(): HeapStatistics {
    return {
      reserved: this.end,
      used: this.used,
      peak: this.peak,
      slots: this.sizes.size,
    }
  }

  private makePool(): ConstantPool {
    const known = new Map<string, Expr<'v128'>>()
    let next: number = lowMemory.constants
    return {
      splats: newSplats(),
      load: (bytes) => {
        const key = String.fromCharCode(...bytes)
        let found = known.get(key)
        if (!found && next < lowMemory.constantsEnd) {
          this.view('bool', next, 16).set(bytes)
          found = loadConstant(next, bytes)
          known.set(key, found)
          next += 16
        }
        return found
      },
    }
  }
}

/** A constant at an address; numbers that are repeated are loaded as one, which vectors of any width can be filled with. */
function loadConstant(address: number, bytes: Uint8Array): Expr<'v128'> {
  const repeats = (width: number): boolean => bytes.every((byte, k) => byte === bytes[k % width])
  return (repeats(4) ? v128.load32Splat : repeats(8) ? v128.load64Splat : v128.load)(0, address)
}

/** A memory that may grow to so many pages, or to fewer where the host reserves no room for them. Throws: OutOfMemoryError. */
function largestMemory(pages: number, shared: boolean): { memory: WasmMemory; maximum: number } {
  for (let maximum = pages; maximum >= 2; maximum >>= 1)
    try {
      return { memory: new webAssembly.Memory({ initial: 2, maximum, shared }), maximum }
    } catch {
      // half of it may be had
    }
  throw new OutOfMemoryError('the heap of the engine', 2 * pageBytes, 0, pages * pageBytes)
}
