import type { TypedArray } from '../../graph/dtype.ts'
import { dataNode } from '../../graph/leaves.ts'
import type { Parts } from '../../graph/node.ts'
import type { Program } from './program.ts'
import type { Programs } from './programs.ts'
import { Resident, type Slot } from './residence.ts'

/** Runs that may have to be taken again for one value, and the bytes of data that each of them may keep for that. */
const longest = 32
const mostData = 2 ** 20
/** Less than this is copied at once. */
const leastCopied = 2 ** 16
/** Values are copied together with others that their next ones are computed from, of up to so many times their bytes. */
const mostBeside = 8

/**
 * How the values that a program has written into the heap came about. Nobody can tell whether others still hold the old values of
 * a variable, but they hardly ever ask for them; if they do, the runs are taken again that led to them, which gives the same bits.
 */
export class Recipe {
  /** Runs in a row from values that were copied. */
  readonly depth: number
  readonly program: Program
  /** The number of the run. */
  private readonly number: number
  private readonly programs: Programs
  private inputs: readonly (TypedArray | Parts | Resident)[]
  /** Its values of state, once some were asked for; then how they came about is let go of. */
  private results: readonly (TypedArray | undefined)[] | undefined = undefined

  private constructor(
    program: Program,
    programs: Programs,
    inputs: readonly (TypedArray | Parts | Resident)[],
    depth: number,
  ) {
    this.program = program
    this.programs = programs
    this.number = programs.runs
    this.inputs = inputs
    this.depth = depth
  }

  /**
   * How a program has run; undefined where that cannot be done again, or would keep too much: elements that are new in this run, of
   * more than `mostFresh` bytes, or without that elements of more than 1 MiB.
   */
  static of(program: Program, programs: Programs, mostFresh?: number): Recipe | undefined {
    let data = 0
    let depth = 1
    const inputs: (TypedArray | Parts | Resident)[] = []
    for (const place of program.places) {
      const input = 'value' in place ? place.value : place
      inputs.push(input)
      if (!(input instanceof Resident)) data += input.byteLength
      else if (input.array) continue
      else if (input.made) depth = Math.max(depth, input.made.recipe.depth + 1)
      else return undefined
    }
    const tooMuch = mostFresh === undefined ? data > mostData : program.fresh > mostFresh
    return tooMuch ? undefined : new Recipe(program, programs, inputs, depth)
  }

  /** The runs whose results this one started from. */
  private before(): Recipe[] {
    return this.inputs.flatMap((input) =>
      input instanceof Resident && !input.array && !input.slot ? [input.made!.recipe] : [],
    )
  }

  /** A result, by its number. Others of the same run are asked for as a rule, too, and kept. Throws: OutOfMemoryError. */
  value(result: number): TypedArray {
    this.results ??= this.again()
    return this.results[result]!
  }

  private again(): readonly (TypedArray | undefined)[] {
    const needed = new Set<Recipe>([this])
    for (const recipe of needed) for (const before of recipe.before()) needed.add(before)
    const given = new Map<Recipe, readonly (ReturnType<Programs['run']>[number] | undefined)[]>()
    try {
      for (const recipe of [...needed].sort((a, b) => a.number - b.number)) {
        const { program, inputs, results } = recipe
        const { copies } = program
        const nodes = inputs.map((input, i) => {
          const value =
            input instanceof Resident
              ? (input.array ?? (input.slot ? input : given.get(input.made!.recipe)![input.made!.result]!))
              : input
          return dataNode(program.graph.parameters[i]!.type, value)
        })
        program.copies = true
        given.set(recipe, results ?? this.programs.run(program, nodes))
        program.copies = copies
      }
      for (const program of new Set([...needed].map((recipe) => recipe.program))) program.askedAgain()
      for (const [recipe, results] of given) {
        // old state that was only passed through has been written over
        if (recipe !== this && recipe.program.state.length > 0) continue
        recipe.results ??= results.map((value) => (value instanceof Resident ? value.read() : undefined))
        recipe.inputs = []
      }
      return this.results!
    } finally {
      for (const results of given.values())
        for (const value of results) if (value instanceof Resident) value.drop()
    }
  }
}

/**
 * Copies those values that others may ask for before a program writes the next ones over them, unless they can be computed again.
 * Returns whether this run should be known as well.
 */
export function keepValues(program: Program, save: (slot: Slot) => void): boolean {
  const slots = program.state.map(([parameter]) => program.places[parameter] as Slot)
  let shared = 0
  let all = 0
  for (const { value, bytes } of slots) {
    all += bytes
    if (value.shared) shared += bytes
  }
  const again = program.shared && !program.copies && shared >= leastCopied && all <= mostBeside * shared
  program.shared = shared > 0
  if (!again) {
    for (const slot of slots) if (slot.value.shared) save(slot)
    return false
  }
  const known = ({ value }: Slot): boolean => value.array !== undefined || value.made !== undefined
  // what other programs update counts as well: two that read each other's values would be saved in each step otherwise
  const deep = deepOf(program)
  if (deep.length > 0 || !slots.every(known)) for (const slot of [...slots, ...deep]) save(slot)
  return true
}

/** What a program runs on that follows from too many runs. */
export const deepOf = ({ places }: Program): Slot[] =>
  places.filter(
    (place): place is Slot =>
      'value' in place && !place.value.array && (place.value.made?.recipe.depth ?? 0) >= longest,
  )
