import { sameShape } from '../graph/shape.ts'
import { add, type Tensor } from '../tensor/core.ts'
import { applyBody, traceBody } from '../tensor/tracing.ts'
import { flatten } from '../tensor/tree.ts'
import { type Algorithm, advance, type Member, type Scalars } from './algorithm.ts'

/** What a step of some members works on; `before` counts the steps that they have made. */
export interface StepOf {
  readonly members: readonly Member[]
  readonly settings: Scalars
  readonly before: Tensor
}

/** A tensor and what takes its place. */
export type Change = readonly [Tensor, Tensor]

/** What a step changes: first the count, then each member's parameter and slots. */
export function changesOf(algorithm: Algorithm, { members, settings, before }: StepOf): Change[] {
  const count = add(before, 1)
  const changes: Change[] = [[before, count]]
  advance(algorithm, members, settings, count).forEach(({ parameter, slots }, i) => {
    const old = members[i]!
    changes.push([old.parameter, parameter])
    for (const name in slots) changes.push([old.slots[name]!, slots[name]!])
  })
  return changes
}

/** The operands in order: the count, the settings, then each member's parameter, gradient and slots. */
function operandsOf({ members, settings, before }: StepOf): Tensor[] {
  const operands = [before]
  for (const name in settings) operands.push(settings[name]!)
  for (const { parameter, gradient, slots } of members) {
    operands.push(parameter, gradient)
    for (const name in slots) operands.push(slots[name]!)
  }
  return operands
}

/** What a step changes; undefined for another kind of step, operands of other types, or a rule that reads tensors of its own. */
export type StepBody = (kind: string, step: StepOf) => Change[] | undefined

/**
 * The step of some parameters as one operation of the graph. A loop that is not under `jit` builds its graph anew in each step,
 * and of an update always the same one: it is traced once instead. `kind` decides which operations it is made of: see
 * `ParameterGroup.kind`. Throws: OptimizerError.
 */
export function bodyOf(kind: string, algorithm: Algorithm, first: StepOf): StepBody {
  const { traced, places } = tracedStep(algorithm, first)
  const { parameters } = traced.graph
  return (other, step) => {
    const operands = operandsOf(step)
    if (other !== kind || operands.length !== parameters.length) return undefined
    for (let i = 0; i < operands.length; i++) {
      const { dtype, shape } = operands[i]!.node
      if (dtype !== parameters[i]!.dtype || !sameShape(shape, parameters[i]!.shape)) return undefined
    }
    return applyBody(traced, operands).map((value, i) => [operands[places[i]!]!, value])
  }
}

/** A step, and which operand each result takes the place of. By itself: a body must not hold on to the gradients it was traced by. */
function tracedStep(algorithm: Algorithm, first: StepOf) {
  let places: number[] = []
  const given = operandsOf(first)
  const { leaves, rebuild } = flatten(first)
  const traced = traceBody(
    (...operands: Tensor[]) => {
      const step = rebuild(leaves.map((leaf) => operands[given.indexOf(leaf)])) as StepOf
      const changes = changesOf(algorithm, step)
      places = changes.map(([old]) => operands.indexOf(old))
      return changes.map(([, value]) => value)
    },
    given,
    `${algorithm.name}.step`,
  )
  return { traced, places }
}
