import type { Machine } from '../../wasm/machine.ts'
import { padded } from './buffer.ts'
import { Stock } from './stock.ts'

/** The arena that all programs of a machine share: only one runs at a time. */
export class Arena {
  readonly machine: Machine
  /** Kernels for graphs that have no program. */
  readonly stock: Stock
  address = 0
  /** Counts the times that it moved. */
  version = 0
  /** What it takes. */
  bytes = 0

  constructor(machine: Machine) {
    this.machine = machine
    this.stock = new Stock(machine.heap)
  }

  /** Gives its memory back. */
  release(): void {
    if (this.bytes > 0) this.machine.heap.release(this.address)
    this.bytes = 0
    this.version++
  }

  /** Makes room for a program. Throws: OutOfMemoryError. */
  reserve(bytes: number, owner: string): void {
    if (bytes <= this.bytes) return
    this.release()
    this.address = this.machine.heap.allocate(owner, padded(bytes))
    this.bytes = bytes
  }
}
