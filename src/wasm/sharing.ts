import {
  atomic32,
  atomic64,
  call,
  drop,
  type Expr,
  type FunctionBuilder,
  type FunctionRef,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  notify,
  wait32,
} from './assembler/index.ts'
import { putBack, renew, setPacked } from './journal.ts'
import { type CompiledKernel, kernelParameters } from './kernel/generate.ts'
import { lowMemory } from './memory.ts'

/** Words of the control block; each on a cache line of its own. */
export const control = {
  /** 64 bits: number of the parallel step, and how many of its tiles nobody has taken. */
  ticket: lowMemory.control,
  /** Upper half of the ticket: what sleeping workers wait on. */
  sequence: lowMemory.control + 4,
  /** Tiles of the step that are finished. */
  done: lowMemory.control + 64,
  /** The step: program, kernel's place in the table, argument block, tiles. */
  program: lowMemory.control + 128,
  slot: lowMemory.control + 132,
  args: lowMemory.control + 136,
  tiles: lowMemory.control + 140,
  /** Most of its tiles that a worker takes at once, and how many threads there are. */
  most: lowMemory.control + 144,
  threads: lowMemory.control + 148,
  /** How many workers sleep. */
  sleepers: lowMemory.control + 192,
  /** 1 while the main thread sleeps until `done` is complete. */
  waiting: lowMemory.control + 256,
  /** Workers that are ready for work. */
  ready: lowMemory.control + 320,
  /**
   * A line for each worker: state (0 idle, 4 about to take tiles, 1 busy, 2 expelled, 3 failed in the middle), first tile,
   * number of tiles, sequence, its scratch.
   */
  claims: lowMemory.control + 448,
  mostWorkers: 64,
} as const

/** Turns of a waiting loop before a thread goes to sleep: some 0.2-0.5 ms, as a training loop takes between two programs, or less. */
const workerSpin = 200_000
const mainSpin = 20_000
/** Nanoseconds of a sleep of the main thread. */
const mainSleep = 1_000_000n

/** What a slow machine does in a millisecond: of some functions an element takes it a microsecond. */
const slowFlops = 1e5
const slowBytes = 3e3
/** Milliseconds that the tiles that a worker takes at once may take it, where they are several. */
const longestClaim = 8e3

/**
 * Most tiles of a kernel that a worker takes at once, and milliseconds without progress after which it counts as lost: more
 * than a slow machine takes for so many, since a worker that is only late would go on writing.
 */
export function claimOf({ tiles, flops, bytes }: Pick<CompiledKernel, 'tiles' | 'flops' | 'bytes'>): {
  readonly most: number
  readonly patience: number
} {
  const tile = (flops / slowFlops + bytes / slowBytes) / tiles
  const most = Math.max(1, Math.min(tiles, Math.floor(longestClaim / tile)))
  return { most, patience: Math.min(2e3 + most * tile, 1e9) | 0 }
}

/** What the main thread asks the host for while it waits. */
export interface Host {
  /** Milliseconds, as an integer that may overflow. */
  readonly clock: FunctionRef<readonly [], 'i32'>
  /** Ends a worker. */
  readonly expel: FunctionRef<readonly ['i32'], 'void'>
}

export const importHost = (module: ModuleBuilder): Host => ({
  clock: module.importFunction('clock', [], 'i32'),
  expel: module.importFunction('expel', ['i32'], 'void'),
})

/** How many tiles a thread takes at once: its part of what is left, at least one; neighbours share what was packed for them. */
const share = (f: FunctionBuilder, left: Local<'i32'>): Local<'i32'> =>
  f.copy(i32.add(i32.divU(i32.sub(left, 1), i32.load(control.threads)), 1))

const low = (ticket: Local<'i64'>): Expr<'i32'> => i32.wrap(ticket)
const less = (ticket: Local<'i64'>, count: Local<'i32'>): Expr<'i64'> => i64.sub(ticket, i64.extendU(count))

const shareOutParameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

/**
 * Publish a kernel as a parallel step, take part in it, and return when all of its tiles are finished. A thread takes
 * tiles by lowering the ticket; the step's number in the ticket keeps late workers from taking tiles of another step.
 */
export function defineShareOut(
  module: ModuleBuilder,
  host: Host,
): FunctionRef<typeof shareOutParameters, 'void'> {
  const redo = defineRedo(module, host)
  return module.function(
    'share_out',
    shareOutParameters,
    'void',
    (f, program, slot, args, tiles, scratch, mayBlock, most, patience, workers) => {
      f.emit(
        atomic32.store(control.done, 0),
        i32.store(control.program, program),
        i32.store(control.slot, slot),
        i32.store(control.args, args),
        i32.store(control.tiles, tiles),
        i32.store(control.most, most),
        i32.store(control.threads, i32.add(workers, 1)),
        setPacked(scratch, 0),
      )
      const sequence = f.let(i32.add(atomic32.load(control.sequence), 1))
      f.emit(atomic64.store(control.ticket, i64.or(i64.shl(i64.extendU(sequence), 32), i64.extendU(tiles))))
      f.if(atomic32.load(control.sleepers), () => f.emit(drop(notify(control.sequence, control.mostWorkers))))
      const ticket = f.local('i64')
      f.block((taken) => {
        f.loop((again) => {
          f.set(ticket, atomic64.load(control.ticket))
          const left = f.copy(low(ticket))
          f.brIf(taken, i32.eqz(left))
          const count = share(f, left)
          f.brIf(again, i64.ne(atomic64.compareExchange(control.ticket, ticket, less(ticket, count)), ticket))
          const first = f.copy(i32.sub(tiles, left))
          runTiles(f, module, slot, args, first, count, scratch)
          f.emit(drop(atomic32.add(control.done, count)))
          f.br(again)
        })
      })
      const spins = f.copy(i32.const(mainSpin))
      f.block((finished) => {
        f.loop((again) => {
          f.brIf(finished, i32.eq(atomic32.load(control.done), tiles))
          f.set(spins, i32.sub(spins, 1))
          f.brIf(again, i32.gtS(spins, 0))
        })
        const again = (state: number): void => f.emit(call(redo, i32.const(state), slot, args, scratch))
        sleepUntilDone(f, host, again, tiles, mayBlock, patience)
      })
    },
  )
}

/** Run tiles of the current step. */
function runTiles(
  f: FunctionBuilder,
  module: ModuleBuilder,
  slot: Local<'i32'>,
  args: Local<'i32'>,
  first: Local<'i32'>,
  count: Local<'i32'>,
  scratch: Local<'i32'>,
): void {
  const upTo = i32.add(first, count)
  f.emit(module.callIndirect(slot, kernelParameters, 'void', [args, first, upTo, scratch]))
}

type Redo = FunctionRef<readonly ['i32', 'i32', 'i32', 'i32'], 'void'>

/** Sleep in short pieces; the tiles of a worker that failed, or makes no progress for long, are run here. */
function sleepUntilDone(
  f: FunctionBuilder,
  { clock }: Host,
  again: (state: number) => void,
  tiles: Local<'i32'>,
  mayBlock: Local<'i32'>,
  patience: Local<'i32'>,
): void {
  const since = f.copy(call(clock))
  f.emit(atomic32.store(control.waiting, 1))
  f.block((finished) => {
    f.loop((next) => {
      const done = f.copy(atomic32.load(control.done))
      f.brIf(finished, i32.eq(done, tiles))
      // of two that were about to take tiles one had not, and its tiles were run twice: which, nobody knows
      f.if(i32.gtU(done, tiles), () => f.unreachable())
      f.if(
        mayBlock,
        () => f.emit(drop(wait32(control.done, done, i64.const(mainSleep)))),
        // browsers forbid sleeping on the main thread
        () => f.for(0, 2000, 1, () => f.emit(drop(atomic32.load(control.done)))),
      )
      again(3)
      f.if(i32.ne(atomic32.load(control.done), done), () => f.set(since, call(clock)))
      f.if(i32.gtS(i32.sub(call(clock), since), patience), () => {
        again(1)
        // of one that was about to take tiles: its are those that are missing now
        f.if(i32.ne(atomic32.load(control.done), tiles), () => again(4))
        f.set(since, call(clock))
      })
      f.br(next)
    })
  })
  f.emit(atomic32.store(control.waiting, 0))
}

/** Expel workers in a state that hold tiles of the current step, and run those tiles here. */
function defineRedo(module: ModuleBuilder, { expel }: Host): Redo {
  return module.function('redo', ['i32', 'i32', 'i32', 'i32'], 'void', (f, state, slot, args, scratch) => {
    f.for(0, control.mostWorkers, 1, (worker) => {
      const claim = f.let(i32.add(control.claims, i32.shl(worker, 6)))
      const current = i32.eq(atomic32.load(claim, 12), atomic32.load(control.sequence))
      f.if(i32.and(i32.eq(atomic32.load(claim), state), current), () => {
        f.if(i32.eq(atomic32.compareExchange(claim, state, 2), state), () => {
          f.emit(call(expel, worker))
          const first = f.let(atomic32.load(claim, 4))
          const count = f.let(atomic32.load(claim, 8))
          f.if(i32.ne(state, 4), () => putBack(f, f.let(i32.load(claim, 16))))
          runTiles(f, module, slot, args, first, count, scratch)
          f.emit(drop(atomic32.add(control.done, count)))
        })
      })
    })
  })
}

/**
 * What a worker runs: take tiles of the program's parallel steps until another program (or none) is announced. Leaves
 * the announced program's number, or -2 where this worker was expelled.
 */
export function defineWork(module: ModuleBuilder): FunctionRef<readonly ['i32', 'i32', 'i32'], 'i32'> {
  return module.function('work', ['i32', 'i32', 'i32'], 'i32', (f, program, worker, scratch) => {
    const claim = f.let(i32.add(control.claims, i32.shl(worker, 6)))
    f.emit(i32.store(claim, scratch, 16))
    const ticket = f.local('i64')
    const spins = f.copy(i32.const(0))
    f.loop((again) => {
      f.set(ticket, atomic64.load(control.ticket))
      const announced = f.copy(atomic32.load(control.program))
      f.if(i32.ne(announced, program), () => f.return(announced))
      const left = f.copy(low(ticket))
      f.if(
        left,
        () => {
          const many = share(f, left)
          const most = f.copy(i32.load(control.most))
          const count = f.least(many, most)
          const first = f.copy(i32.sub(i32.load(control.tiles), left))
          const slot = f.copy(i32.load(control.slot))
          const args = f.copy(i32.load(control.args))
          const step = f.copy(i32.wrap(i64.shrU(ticket, 32)))
          f.if(i32.ne(i32.load(claim, 12), step), () => f.emit(setPacked(scratch, 0)))
          f.emit(
            atomic32.store(claim, first, 4),
            atomic32.store(claim, count, 8),
            atomic32.store(claim, step, 12),
            atomic32.store(claim, 4),
          )
          f.if(
            i64.eq(atomic64.compareExchange(control.ticket, ticket, less(ticket, count)), ticket),
            () => {
              renew(f, scratch)
              const turn = (from: number, to: number): void =>
                f.if(i32.ne(atomic32.compareExchange(claim, from, to), from), () => f.return(i32.const(-2)))
              turn(4, 1)
              runTiles(f, module, slot, args, first, count, scratch)
              turn(1, 0)
              f.emit(drop(atomic32.add(control.done, count)))
              f.if(atomic32.load(control.waiting), () => f.emit(drop(notify(control.done, 1))))
            },
            () => f.emit(atomic32.store(claim, 0)),
          )
          f.set(spins, 0)
        },
        () => {
          f.set(spins, i32.add(spins, 1))
          f.if(i32.gtS(spins, workerSpin), () => {
            f.emit(drop(atomic32.add(control.sleepers, 1)))
            f.emit(drop(wait32(control.sequence, i32.wrap(i64.shrU(ticket, 32)), i64.const(-1n))))
            f.emit(drop(atomic32.sub(control.sleepers, 1)))
            f.set(spins, 0)
          })
        },
      )
      f.br(again)
    })
    f.yield(i32.const(0))
  })
}
