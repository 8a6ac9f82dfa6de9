import { type Expr, type FunctionBuilder, i32, i64, type Local, memory, v128 } from './assembler/index.ts'

/**
 * What workers keep of numbers that they write over, so that a tile whose worker died in the middle can be put back as it was
 * and done again. An entry is 32 bytes: address, length and the number of the claim, then what stood there. An engine ends a
 * worker only where a loop begins again or a function is called, so an entry and the store after it are never torn apart.
 */
export interface Journal {
  /** The next entry; 0 where nothing is kept (the main thread). */
  readonly at: Local<'i32'>
  /** The last place before it is full: a worker that comes beyond it ends. */
  readonly last: Local<'i32'>
  /** The number of the claim in the upper bits. */
  readonly tag: Local<'i64'>
}

/** Bytes of a worker's journal: a kernel that may write more over its operands in one tile is not shared. */
export const journalBytes = 1 << 20
const entryBytes = 32

/**
 * In the 64 bytes before a thread's scratch: where its journal begins (or 0), the number of its latest claim, its end, and what it has
 * packed.
 */
export const headerBytes = 64
const beginning = (scratch: Expr<'i32'>): Expr<'i32'> => i32.load(i32.sub(scratch, 16))
const claimNumber = (scratch: Expr<'i32'>): Expr<'i32'> => i32.load(i32.sub(scratch, 12))
/** The words that stand there at first. */
export const header = (journal: number): Int32Array => {
  const words = new Int32Array(headerBytes / 4)
  words[headerBytes / 4 - 4] = journal
  // odd numbers: no entry is of claim 0
  words[headerBytes / 4 - 3] = 1
  words[headerBytes / 4 - 2] = journal + journalBytes
  return words
}

const tagOf = (scratch: Expr<'i32'>): Expr<'i64'> => i64.shl(i64.extendU(claimNumber(scratch)), 40)

/** Begin a new claim: older entries count no more. */
export function renew(f: FunctionBuilder, scratch: Local<'i32'>): void {
  f.emit(i32.store(i32.sub(scratch, 12), i32.and(i32.add(claimNumber(scratch), 2), 0xffffff)))
}

/**
 * What a thread has packed for the tiles of a kernel that are to come: a number of the kernel's own, 0 where nothing. Whoever shares tiles out
 * sets it to 0 before a thread's first.
 */
export const packed = (scratch: Local<'i32'>): Expr<'i32'> => i32.load(i32.sub(scratch, 4))
export const setPacked = (scratch: Local<'i32'>, number: Expr<'i32'> | number): Expr<'void'> =>
  i32.store(i32.sub(scratch, 4), number)

/** Begin to keep what a kernel writes over. */
export const openJournal = (f: FunctionBuilder, scratch: Local<'i32'>): Journal => ({
  at: f.copy(beginning(scratch)),
  last: f.copy(i32.sub(i32.load(i32.sub(scratch, 8)), 1)),
  tag: f.copy(tagOf(scratch)),
})

const numbers: Readonly<Record<number, (from: Local<'i32'>, to: Local<'i32'>) => Expr<'void'>>> = {
  1: (from, to) => i32.store8(to, i32.load8U(from), 16),
  4: (from, to) => i32.store(to, i32.load(from), 16),
  8: (from, to) => i64.store(to, i64.load(from), 16),
  16: (from, to) => v128.store(to, v128.load(from), 16),
}

/** Keep the bytes at an address that are about to be written over. */
export function keep(
  f: FunctionBuilder,
  { at, last, tag }: Journal,
  address: Expr<'i32'>,
  offset: number,
  bytes: 1 | 4 | 8 | 16,
): void {
  f.if(
    // one comparison of both ends: 0 less 1 is the largest number
    i32.ltU(i32.sub(at, 1), last),
    () =>
      f.scope(() => {
        const from = f.let(i32.add(address, offset))
        f.emit(numbers[bytes]!(from, at))
        f.emit(i64.store(at, i64.or(tag, i64.or(i64.extendU(from), i64.const(BigInt(bytes) << 32n)))))
        f.set(at, i32.add(at, entryBytes))
      }),
    () => f.if(at, () => f.unreachable()),
  )
}

/** Put back what the claim of a worker, by its scratch, has written over: the latest first. */
export function putBack(f: FunctionBuilder, scratch: Local<'i32'>): void {
  const first = f.copy(beginning(scratch))
  const at = f.copy(first)
  const tag = f.copy(tagOf(scratch))
  f.until(
    () => i64.ne(i64.shl(i64.shrU(i64.load(at), 40), 40), tag),
    () => f.set(at, i32.add(at, entryBytes)),
  )
  f.until(
    () => i32.eq(at, first),
    () => {
      f.set(at, i32.sub(at, entryBytes))
      const length = i32.and(i32.load(at, 4), 0xff)
      f.emit(memory.copy(i32.load(at), i32.add(at, 16), length))
    },
  )
}

/** Most bytes that keeping so many elements of a result takes, in `runs` pieces that vectors may not fill. */
export const bytesToKeep = (elements: number, runs: number, elementBytes: number, whole: boolean): number =>
  entryBytes * (whole ? (elements * elementBytes) / (elementBytes === 1 ? 4 : 16) + 4 * runs : elements)
