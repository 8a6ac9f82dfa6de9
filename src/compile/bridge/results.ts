import type { TensorType } from '../../graph/shape.ts'
import { Buffer } from './buffer.ts'
import type { Program } from './program.ts'
import type { Programs } from './programs.ts'
import { deepOf, Recipe } from './recipe.ts'
import type { Resident, Slot } from './residence.ts'

/** Results of so many bytes stay in the heap: copying smaller ones takes less than what is done to keep them. */
const least = 2 ** 16
const most = 2 ** 26
/** Elements that others would let go of may be kept for results, of so many times their bytes. */
const mostFresh = 2
/** Bytes of results that make up for a millisecond of a run that may have to be taken again: copying them takes an eighth of that. */
const bytesAMillisecond = 2 ** 19

/** Has large results written to memory that each run is given. Returns which ones, and the buffers that stand for it. */
export function placeResults(results: readonly Buffer[]): {
  readonly given: readonly number[]
  readonly rooms: readonly Buffer[]
} {
  const given: number[] = []
  const rooms: Buffer[] = []
  results.forEach((result, i) => {
    const { home, over, bytes, dtype, length, label } = result
    if (home !== 'arena' || over || bytes < least || bytes > most) return
    result.over = new Buffer({ dtype, shape: [length] }, 'input', label)
    rooms.push(result.over)
    given.push(i)
  })
  return { given, rooms }
}

/**
 * Adds memory for the large results to what the next run is on: where older ones stand, of which some are left for programs that take their own
 * results. What is written over is copied out unless it can be computed again. Throws: OutOfMemoryError.
 */
export function giveRooms(
  program: Program,
  run: number,
  room: (type: TensorType) => Slot,
  save: (slot: Slot) => void,
): void {
  const { given } = program.runner!
  if (given.length > 0 && !program.copies) deepOf(program).forEach(save)
  given.forEach((result, i) => {
    // some have left the heap since, or were written over by the program that updates them
    const older = (program.results[i] ?? []).filter(({ slot }) => slot)
    const free = older.length < program.most ? undefined : older.find(({ slot }) => slot!.used < run)
    program.results[i] = older
    const slot = free?.slot ?? room(program.graph.results[result]!.type)
    if (free && program.copies) save(slot)
    slot.used = run
    program.places.push(slot)
  })
}

/** Takes note of the large results of a run: how they came about, or else they are copied out, as those are that take long. */
export function keepResults(
  program: Program,
  programs: Programs,
  values: readonly Resident[],
  save: (slot: Slot) => void,
): void {
  const bytes = values.reduce((sum, { slot }) => sum + slot!.bytes, 0)
  const isCheap = program.time * bytesAMillisecond <= bytes && !program.copies
  const recipe = isCheap ? Recipe.of(program, programs, mostFresh * bytes) : undefined
  values.forEach((value, i) => {
    if (recipe) value.made = { recipe, result: program.runner!.given[i]! }
    else save(value.slot!)
  })
}
