import { requireFunction } from '../errors.ts'
import { Expr, type Kind } from './expr.ts'
import { equal, Rational } from './number/rational.ts'
import { spend } from './work.ts'

/**
 * A table in which equal expressions are one object. It is an open-addressing hash table of int32 slots that point
 * into `entries`. It does not leak: after every `generation` new nodes the nodes so far are kept by weak references
 * only, and those that nobody holds any more are dropped at the sweep after that. (JavaScript collects what weak
 * references point to between turns of the event loop only: a synchronous loop that makes millions of different
 * expressions runs inside `within(new Context(), ...)`, which is dropped whole.)
 */
export class Context {
  private slots: Int32Array
  private hashes: Int32Array
  private entries: (Expr | WeakRef<Expr>)[] = []
  private young = 0
  private readonly generation: number

  constructor(generation = 1 << 19) {
    this.generation = generation
    this.slots = new Int32Array(firstCapacity).fill(-1)
    this.hashes = new Int32Array(firstCapacity)
  }

  /** How many expressions the table knows. */
  get size(): number {
    return this.entries.length
  }

  intern(
    kind: Kind,
    name: string,
    value: Rational,
    args: readonly Expr[],
    weights: readonly Rational[],
    flags: number,
  ): Expr {
    if (kind === 'number' && value.d === 1) {
      const shared = smallInteger(value.n)
      if (shared !== undefined) return shared
    }
    spend(4 + args.length)
    const hash = hashOf(kind, name, value, args, weights, flags)
    const mask = this.slots.length - 1
    let at = hash & mask
    for (let index = this.slots[at]!; index >= 0; index = this.slots[(at = (at + 1) & mask)]!) {
      if (this.hashes[index] !== hash) continue
      const entry = this.entries[index]!
      const node = entry instanceof Expr ? entry : entry.deref()
      if (node !== undefined && same(node, kind, name, value, args, weights, flags)) return node
    }
    let symbols = kind === 'symbol' ? maskOf(name) : 0
    for (let i = 0; i < args.length; i++) symbols |= args[i]!.mask
    const node = new Expr(nextId++, kind, hash, name, value, fitted(args), fitted(weights), flags, symbols)
    this.add(at, node)
    return node
  }

  private add(at: number, node: Expr): void {
    const index = this.entries.length
    this.slots[at] = index
    this.hashes[index] = node.hash
    this.entries.push(node)
    if (++this.young > this.generation) this.sweep()
    else if (this.entries.length * 2 > this.slots.length) this.rebuild(this.slots.length * 4)
  }

  /** Makes every entry weak and forgets those that have died. */
  private sweep(): void {
    this.young = 0
    this.entries = this.entries
      .map((entry) => (entry instanceof Expr ? new WeakRef(entry) : entry))
      .filter((entry) => entry.deref() !== undefined)
    let capacity = firstCapacity
    while (capacity < this.entries.length * 2 + 2) capacity *= 2
    this.rebuild(capacity)
  }

  private rebuild(capacity: number): void {
    this.slots = new Int32Array(capacity).fill(-1)
    const hashes = new Int32Array(capacity)
    const mask = capacity - 1
    this.entries.forEach((entry, index) => {
      const node = entry instanceof Expr ? entry : entry.deref()
      const hash = node === undefined ? 0 : node.hash
      hashes[index] = hash
      let at = hash & mask
      while (this.slots[at]! >= 0) at = (at + 1) & mask
      this.slots[at] = index
    })
    this.hashes = hashes
  }
}

/** The bit of the symbols of that name. */
export const maskOf = (name: string): number => 1 << ((hashName(name) >>> 7) % 31)

/** A hash of two hashes, in their order. */
export const combineHash = (h: number, x: number): number => {
  h = Math.imul(h ^ x, 0x85ebca6b)
  return h ^ (h >>> 13)
}

const nameHashes = new Map<string, number>()
export function hashName(name: string): number {
  let h = nameHashes.get(name)
  if (h === undefined) {
    h = 0x811c9dc5
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
    if (nameHashes.size > 10_000) nameHashes.clear()
    nameHashes.set(name, h)
  }
  return h
}

function hashPart(x: number | bigint): number {
  if (typeof x === 'number') return (x | 0) === x ? x : (x | 0) ^ Math.floor(x / 4294967296)
  // the rest by a prime: powers of 2 differ
  return Number(x % 2147483647n)
}

export const hashNumber = ({ n, d }: Rational): number =>
  d === 1 ? hashPart(n) : hashPart(n) + 31 * hashPart(d)

function hashOf(
  kind: Kind,
  name: string,
  value: Rational,
  args: readonly Expr[],
  weights: readonly Rational[],
  flags: number,
): number {
  // kinds of one length differ in what else they have
  let h = combineHash(kind.length + flags * 64, hashPart(value.n))
  if (value.d !== 1) h = combineHash(h, hashPart(value.d))
  if (name !== '') h = combineHash(h, hashName(name))
  // combineHash, written out: this is the innermost loop of all
  for (let i = 0; i < args.length; i++) {
    h = Math.imul(h ^ args[i]!.id, 0x85ebca6b)
    h ^= h >>> 13
  }
  for (let i = 0; i < weights.length; i++) h = combineHash(h, hashNumber(weights[i]!))
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35)
  return h ^ (h >>> 15)
}

const sameNumber = (a: Rational, b: Rational): boolean => a === b || (equal(a, b) && a.decimal === b.decimal)

function same(
  node: Expr,
  kind: Kind,
  name: string,
  value: Rational,
  args: readonly Expr[],
  weights: readonly Rational[],
  flags: number,
): boolean {
  if (node.kind !== kind || node.name !== name || node.flags !== flags || !sameNumber(node.value, value))
    return false
  if (node.args.length !== args.length || node.weights.length !== weights.length) return false
  for (let i = 0; i < args.length; i++) if (node.args[i] !== args[i]) return false
  for (let i = 0; i < weights.length; i++) if (!sameNumber(node.weights[i]!, weights[i]!)) return false
  return true
}

const none: readonly never[] = []

/** An array that was grown by pushes has room for 17; a copy has none to spare. */
const fitted = <T>(list: readonly T[]): readonly T[] =>
  list.length === 0 ? none : list.length < 17 ? list.slice() : list

const firstCapacity = 1 << 8

/** The integers -64..64, of all contexts, and first in the order of all. */
const most = 64
let nextId = 2 * most + 2
const makeIntegers = (): Expr[] =>
  Array.from({ length: 2 * most + 1 }, (_, i) => {
    const value = Rational.small(i - most, 1)
    const hash = hashOf('number', '', value, none, none, 0)
    return new Expr(i + 1, 'number', hash, '', value, none, none, 0, 0)
  })
let integers: readonly Expr[] | undefined

/** A small integer, which needs no search. */
export function smallInteger(n: number | bigint): Expr | undefined {
  if (typeof n !== 'number' || n > most || n < -most) return undefined
  return (integers ??= makeIntegers())[n + most]
}

let current = new Context()

/** The context in which expressions are made now. */
export const currentContext = (): Context => current

/**
 * Runs a function whose expressions are interned in a context of their own. What it returns stays valid, but is `===`
 * to nothing outside; `adopt` brings it over.
 */
export function within<T>(context: Context, run: () => T): T {
  requireFunction('within', run, 'what runs')
  const outer = current
  current = context
  try {
    return run()
  } finally {
    current = outer
  }
}
