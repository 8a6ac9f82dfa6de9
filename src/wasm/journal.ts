import { type Expr, type FunctionBuilder, i32, type Local, memory } from './assembler/index.ts'

/**
 * What workers keep of numbers that they are about to write over, so that a tile whose worker died in the middle can be put back as it was
 * and done again. An entry begins with four words: address, number of the claim, length, and the entry before; then comes what
 * stood there. An engine ends a worker only where a loop begins again or a function is called, so what counts as an entry is whole.
 */
export interface Journal {
  /** The next entry; 0 where nothing is kept (the main thread). */
  readonly at: Local<'i32'>
  /** Where it is full: a worker that comes so far ends. */
  readonly end: Local<'i32'>
  /** The latest entry. */
  readonly latest: Local<'i32'>
  /** The number of the claim. */
  readonly claim: Local<'i32'>
}

/** Bytes of a worker's journal: a kernel that may write more over its operands in one tile is not shared. */
export const journalBytes = 1 << 20
const entryBytes = 32
/** Bytes of an entry that keeps so many. */
const entryOf = (bytes: Local<'i32'>): Expr<'i32'> => i32.and(i32.add(bytes, 31), -16)

/**
 * In the 64 bytes before a thread's scratch: where its journal begins (or 0), the number of its latest claim, its end, and what it has
 * packed.
 */
export const headerBytes = 64
const beginning = (scratch: Expr<'i32'>): Expr<'i32'> => i32.load(i32.sub(scratch, 16))
const claimNumber = (scratch: Expr<'i32'>): Expr<'i32'> => i32.load(i32.sub(scratch, 12))
/** The words that stand there at first. Claims are odd numbers: no entry is of claim 0. */
export const header = (journal: number): Int32Array =>
  Int32Array.of(...new Array<number>(headerBytes / 4 - 4).fill(0), journal, 1, journal + journalBytes, 0)

/** Begin a new claim: older entries count no more. */
export function renew(f: FunctionBuilder, scratch: Local<'i32'>): void {
  f.emit(i32.store(i32.sub(scratch, 12), i32.add(claimNumber(scratch), 2)))
}

/**
 * What a thread has packed for the tiles of a kernel that are to come: a number of the kernel's own, 0 where nothing. Whoever shares tiles out
 * sets it to 0 before a thread's first.
 */
export const packed = (scratch: Local<'i32'>): Expr<'i32'> => i32.load(i32.sub(scratch, 4))
export const setPacked = (scratch: Local<'i32'>, number: Expr<'i32'> | number): Expr<'void'> =>
  i32.store(i32.sub(scratch, 4), number)

/** Begin to keep what a kernel writes over, where it is `journaled`. */
export const openJournal = (
  f: FunctionBuilder,
  scratch: Local<'i32'>,
  journaled?: boolean,
): Journal | undefined =>
  journaled
    ? {
        at: f.copy(beginning(scratch)),
        end: f.copy(i32.load(i32.sub(scratch, 8))),
        latest: f.copy(i32.const(0)),
        claim: f.copy(claimNumber(scratch)),
      }
    : undefined

/**
 * Keep numbers of `size` bytes, `step` bytes apart: side by side they are one entry. What stands behind an entry is ended before it counts: it
 * may be an older number that looks like one.
 */
export function keep(
  f: FunctionBuilder,
  { at, latest, end, claim }: Journal,
  address: Expr<'i32'>,
  count: Local<'i32'>,
  step: number,
  size: number,
): void {
  f.if(at, () =>
    f.scope(() => {
      const together = step === size
      const from = f.copy(address)
      const bytes = f.let(together ? i32.mul(count, size) : i32.const(size))
      f.for(0, together || step === 0 ? 1 : count, 1, () => {
        const next = f.let(i32.add(at, entryOf(bytes)))
        f.if(i32.geU(next, end), () => f.unreachable())
        f.emit(
          memory.copy(i32.add(at, 16), from, bytes),
          i32.store(next, 0, 4),
          i32.store(at, from),
          i32.store(at, bytes, 8),
          i32.store(at, latest, 12),
          i32.store(at, claim, 4),
        )
        f.set(latest, at)
        f.set(at, next)
        f.set(from, i32.add(from, step))
      })
    }),
  )
}

/** Put back what the claim of a worker, by its scratch, has written over: the latest first. */
export function putBack(f: FunctionBuilder, scratch: Local<'i32'>): void {
  const at = f.copy(beginning(scratch))
  const entry = f.copy(i32.const(0))
  const claim = f.let(claimNumber(scratch))
  const length = (): Local<'i32'> => f.let(i32.load(entry, 8))
  f.until(
    () => i32.ne(i32.load(at, 4), claim),
    () => {
      f.set(entry, at)
      f.set(at, i32.add(at, entryOf(length())))
    },
  )
  f.until(
    () => i32.eqz(entry),
    () => {
      f.emit(memory.copy(i32.load(entry), i32.add(entry, 16), length()))
      f.set(entry, i32.load(entry, 12))
    },
  )
}

/** Most bytes that keeping so many elements of a result takes: in `runs` entries, where it is `whole` in each. */
export const bytesToKeep = (elements: number, runs: number, elementBytes: number, whole: boolean): number =>
  whole ? elements * elementBytes + entryBytes * runs : entryBytes * elements
