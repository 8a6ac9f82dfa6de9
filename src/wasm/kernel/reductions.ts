import { i32x4, type Local, v128 } from '../assembler/index.ts'
import { type Emission, splat32 } from '../emission.ts'
import { type ElementType, noPosition, type Reduction } from './ir.ts'
import { applied, scalarOperation } from './operations.ts'
import { isFloat } from './row.ts'
import { constantValue, floats, hold, rotated, selectValue, type V, type Value, zip } from './value.ts'

/** What a reduction keeps between elements: one value, or value and position for argmax. */
export type State = readonly Value[]

/** How to start, go on with an element, and join two states. The order of joining is fixed by the loops. */
export interface Reducer {
  identity(e: Emission): State
  /** An element (with its position, needed by argmax alone) as a state of its own. */
  lift(element: Value, position: () => Value): State
  join(e: Emission, a: State, b: State): State
  result(e: Emission, state: State): Value
}

export const highest: Readonly<Record<ElementType, number>> = {
  float32: Infinity,
  float64: Infinity,
  int32: 0x7fffffff,
  uint32: -1,
  bool: 1,
}
export const lowest: Readonly<Record<ElementType, number>> = {
  float32: -Infinity,
  float64: -Infinity,
  int32: -0x80000000,
  uint32: 0,
  bool: 0,
}

const associative: Readonly<
  Record<
    Exclude<Reduction, 'argmax' | 'argmin'>,
    readonly [operation: string, identity: (t: ElementType) => number]
  >
> = {
  sum: ['add', () => 0],
  prod: ['multiply', () => 1],
  max: ['maximum', (t) => lowest[t]],
  min: ['minimum', (t) => highest[t]],
  and: ['and', () => -1],
  or: ['or', () => 0],
  logsumexp: ['logaddexp', (t) => lowest[t]],
}

export function reducer(reduction: Reduction, dtype: ElementType): Reducer {
  if (reduction === 'argmax' || reduction === 'argmin') return positional(reduction, dtype)
  if ((reduction === 'max' || reduction === 'min') && isFloat(dtype)) return extreme(reduction, dtype)
  const [name, identity] = associative[reduction]
  const operation = scalarOperation(name, [dtype, dtype])
  return {
    identity: (e) => [constantValue(e, dtype, identity(dtype))],
    lift: (element) => [element],
    join: (e, [a], [b]) => [operation.emit(e, a!, b!)],
    result: (_, [value]) => value!,
  }
}

/**
 * Largest or smallest float. The instruction that passes NaN on is slow, so the running extreme ignores NaN and a mask
 * remembers that there was one.
 */
function extreme(reduction: 'max' | 'min', dtype: ElementType): Reducer {
  const pick = floats(dtype)[reduction === 'max' ? 'pmax' : 'pmin']
  const bound = reduction === 'max' ? -Infinity : Infinity
  // the mask is kept as bits of the same width as the elements
  const unordered = (x: Value): Value => zip(dtype, (part) => floats(dtype).ne(part!, part!), x)
  return {
    identity: (e) => [constantValue(e, dtype, bound), constantValue(e, dtype, 0)],
    lift: (element) => [element, unordered(element)],
    join: (_, [a, aNaN], [b, bNaN]) => [
      zip(dtype, (x, y) => pick(x!, y!), a!, b!),
      zip(dtype, (x, y) => v128.or(x!, y!), aNaN!, bNaN!),
    ],
    // a mask of ones is a NaN; an extreme that is zero is 0, as the order decides between 0 and -0
    result: (e, [value, mask]) =>
      zip(
        dtype,
        (x, m, zero) => floats(dtype).add(v128.or(x!, m!), zero!),
        value!,
        mask!,
        constantValue(e, dtype, 0),
      ),
  }
}

/** The first position of the extreme element; NaN counts as more extreme than any number. */
function positional(reduction: 'argmax' | 'argmin', dtype: ElementType): Reducer {
  const largest = reduction === 'argmax'
  return {
    identity: (e) => [
      constantValue(e, dtype, (largest ? lowest : highest)[dtype]),
      { dtype: 'int32', parts: [splat32(e, noPosition)] },
    ],
    lift: (element, position) => [element, position()],
    join: (e, [value, index], [other, otherIndex]) => {
      const a = hold(e, value!)
      const b = hold(e, other!)
      const i = hold(e, index!)
      const j = hold(e, otherIndex!)
      const compare = (how: string, x: Value, y: Value): V => applied(e, how, x, y).parts[0]!
      const wins = compare(largest ? 'greater' : 'less', b, a)
      const equal = compare('equal', a, b)
      const earlier = i32x4.ltS(j.parts[0]!, i.parts[0]!)
      let take = v128.or(wins, v128.and(equal, earlier))
      if (isFloat(dtype)) {
        const nanA = compare('not_equal', a, a)
        const nanB = compare('not_equal', b, b)
        take = v128.or(take, v128.and(nanB, v128.or(v128.not(nanA), earlier)))
      }
      const mask: Value = hold(e, { dtype: 'bool', parts: [take] })
      return [hold(e, selectValue(e, mask, b, a)), hold(e, selectValue(e, mask, j, i))]
    },
    result: (_, [, index]) => index!,
  }
}

/** Join the lanes of a state: every lane of the result holds the whole. */
export function joinLanes(e: Emission, by: Reducer, state: State): State {
  let whole = state
  for (const distance of [2, 1] as const) {
    const turned = whole.map((v) => hold(e, rotated(v, distance)))
    whole = by.join(e, whole, turned).map((v) => hold(e, v))
  }
  return whole
}

/** A state in variables that can be set. */
export const copyState = (e: Emission, state: State): State =>
  state.map((v) => ({ dtype: v.dtype, parts: v.parts.map((part) => e.f.copy(part)) }))

export const newState = (e: Emission, by: Reducer): State => copyState(e, by.identity(e))

/** Let the variables of a state hold another. */
export function setState(e: Emission, into: State, state: State): void {
  state.forEach((value, j) => {
    value.parts.forEach((part, p) => {
      e.f.set(into[j]!.parts[p] as Local<'v128'>, part)
    })
  })
}

/** Join a state into one in variables. */
export const accumulate = (e: Emission, by: Reducer, into: State, state: State): void =>
  setState(e, into, by.join(e, into, state))

/** Join states two by two. */
export function joinAll(e: Emission, by: Reducer, states: readonly State[]): State {
  let level = states
  while (level.length > 1) {
    const next: State[] = []
    for (let k = 0; k < level.length; k += 2)
      next.push(by.join(e, level[k]!, level[k + 1]!).map((v) => hold(e, v)))
    level = next
  }
  return level[0]!
}
