import type { TypedArray } from '../../graph/dtype.ts'
import type { Store } from '../../graph/node.ts'
import { bytesIn, sizeOf, type TensorType, typeText } from '../../graph/shape.ts'
import type { Heap } from '../../wasm/memory.ts'
import { padded } from './buffer.ts'
import { copyOf, copyTo } from './copies.ts'
import type { Recipe } from './recipe.ts'

/** Memory in the heap that holds one value of a variable, or one result of a program, after the other. */
export interface Slot {
  /** Only the slot leads to its heap: values that have left it must not keep it. */
  readonly home: Residence
  readonly address: number
  readonly bytes: number
  value: Resident
  /** The run that used it last. */
  used: number
  /** The run that wrote, or is about to write, the next value into it. */
  claimed: number
}

/**
 * A value that stands in the heap. Before the next one is written over it, it is copied into a plain array, unless nobody
 * but the variable could reach it, or it can be computed again.
 */
export class Resident implements Store {
  readonly type: TensorType
  slot: Slot | undefined = undefined
  array: TypedArray | undefined = undefined
  /** Somebody else than a variable may hold it. */
  shared = true
  /** Which result of which run it is, as long as it has not been copied. */
  made: { readonly recipe: Recipe; readonly result: number } | undefined = undefined

  constructor(type: TensorType) {
    this.type = type
  }

  read(): TypedArray {
    if (this.array) return this.array
    const { slot, type, made } = this
    if (slot) this.array = slot.home.copy(slot.address, type)
    else if (made) this.array = made.recipe.value(made.result)
    else throw new Error(`${typeText(type)} of an optimizer's state was kept past the step that replaced it`)
    this.made = undefined
    return this.array
  }

  copy(): TypedArray | undefined {
    return this.made && this.slot?.home.copy(this.slot.address, this.type)
  }

  share(): void {
    this.shared = true
  }

  drop(): void {
    if (!this.shared && this.slot) this.slot.home.release(this.slot)
  }
}

/** Values that nothing has used for this many runs may be moved out of the heap. */
const recent = 16
/** What such values may take before they are, and how much goes, or comes, until it is looked for them again: that takes a look at all. */
const mostIdleBytes = 64 * 2 ** 20
const portion = mostIdleBytes / 4
/** What a value takes of JavaScript's memory. */
const slotBytes = 1024

/** The values of variables, and large results, that stand in the heap between runs. */
export class Residence {
  private readonly heap: Heap
  private readonly slots = new Set<Slot>()
  /** Numbers the runs. */
  private now = 0
  /** What all take. */
  bytes = 0
  /** What all may take until idle ones are looked for. */
  private most = mostIdleBytes

  constructor(heap: Heap) {
    this.heap = heap
  }

  copy(address: number, { dtype, shape }: TensorType): TypedArray {
    return copyOf(dtype, this.heap.view(dtype, address, sizeOf(shape)))
  }

  /** A new run: what it uses stays where it is until the next one. */
  begin(): number {
    return ++this.now
  }

  /** Memory with a value in it, for a program that will update it. Throws: OutOfMemoryError. */
  hold(type: TensorType, value: TypedArray): Slot {
    const slot = this.room(type, 'a variable')
    copyTo(this.heap.view(type.dtype, slot.address, value.length), value)
    slot.value.slot = slot
    slot.value.array = value
    return slot
  }

  /** Memory for a value that is not there yet, and does not lead to it before it is. Throws: OutOfMemoryError. */
  room(type: TensorType, what: string): Slot {
    const bytes = padded(bytesIn(type))
    const excess = (): number => this.bytes + bytes + slotBytes * this.slots.size - this.most
    if (excess() > 0) {
      this.most = mostIdleBytes
      this.evict(excess() + portion, this.now - recent)
      this.most += Math.max(0, excess() + portion)
    }
    const address = this.heap.allocate(`${what} ${typeText(type)}`, bytes)
    const value = new Resident(type)
    const slot: Slot = { home: this, address, bytes, value, used: this.now, claimed: this.now }
    this.slots.add(slot)
    this.bytes += bytes
    return slot
  }

  /** The next value in a slot, which only one variable knows unless it is `shared`. The one before must be saved if it was. */
  replace(slot: Slot, shared = false): Resident {
    const next = new Resident(slot.value.type)
    next.shared = shared
    next.slot = slot
    slot.value.slot = undefined
    slot.value = next
    return next
  }

  /** Moves values out of the heap that have not been used since a run, oldest first, until `bytes` are free. */
  evict(bytes: number, since = this.now): boolean {
    let left = bytes
    const idle = [...this.slots].filter((slot) => slot.used < since).sort((a, b) => a.used - b.used)
    for (const slot of idle) {
      if (left <= 0) break
      slot.value.read()
      left -= slot.bytes + slotBytes
      this.release(slot)
    }
    return idle.length > 0
  }

  release(slot: Slot): void {
    slot.value.slot = undefined
    if (!this.slots.delete(slot)) return
    this.bytes -= slot.bytes
    this.heap.release(slot.address)
  }

  /** Moves all values out of the heap. */
  clear(): void {
    for (const slot of this.slots) slot.value.read()
    for (const slot of [...this.slots]) this.release(slot)
  }
}
