import { sameShape } from '../graph/shape.ts'
import type { Tensor } from '../tensor/core.ts'
import { applyBody, type Traced, traceBody } from '../tensor/tracing.ts'
import { type Algorithm, advance, type Member, type Scalars, type Updated } from './algorithm.ts'

/** What a step of some members works on; `count` numbers the step. */
export interface StepOf {
  readonly members: readonly Member[]
  readonly settings: Scalars
  readonly count: Tensor
}

/** The operands in order: the count, the settings, then each member's parameter, gradient and slots. */
function operandsOf({ members, settings, count }: StepOf): Tensor[] {
  const operands = [count]
  for (const name in settings) operands.push(settings[name]!)
  for (const { parameter, gradient, slots } of members) {
    operands.push(parameter, gradient)
    for (const name in slots) operands.push(slots[name]!)
  }
  return operands
}

/** The same, with other tensors as operands. */
function withOperands({ members, settings }: StepOf, operands: readonly Tensor[]): StepOf {
  let at = 0
  const next = (): Tensor => operands[at++]!
  const named = (record: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
    Object.fromEntries(Object.keys(record).map((name) => [name, next()]))
  return {
    count: next(),
    settings: named(settings),
    members: members.map(({ slots }) => ({ parameter: next(), gradient: next(), slots: named(slots) })),
  }
}

/**
 * The step of some parameters as one operation of the graph. A loop that is not under `jit` builds its graph anew in each step,
 * and of an update always the same one: it is traced once instead.
 */
export class StepBody {
  /** What decides which operations a step is made of: see `ParameterGroup.kind`. */
  private readonly kind: string
  private readonly traced: Traced
  /** The slots that each member's update gives, by name. */
  private readonly names: readonly (readonly string[])[]

  private constructor(kind: string, traced: Traced, names: readonly string[][]) {
    this.kind = kind
    this.traced = traced
    this.names = names
  }

  /** Traces a step; undefined for a rule that reads tensors of its own. Throws: OptimizerError. */
  static of(kind: string, algorithm: Algorithm, step: StepOf): StepBody | undefined {
    const names: string[][] = []
    const traced = traceBody(
      (...operands: Tensor[]) => {
        const { members, settings, count } = withOperands(step, operands)
        return advance(algorithm, members, settings, count).flatMap(({ parameter, slots }) => {
          names.push(Object.keys(slots))
          return [parameter, ...Object.values(slots)]
        })
      },
      operandsOf(step),
      `${algorithm.name}.step`,
    )
    return traced.captured.length > 0 ? undefined : new StepBody(kind, traced, names)
  }

  /** The updated parameters and slots; undefined for another kind of step, or operands of other types. */
  run(kind: string, step: StepOf): Updated[] | undefined {
    if (kind !== this.kind) return undefined
    const operands = operandsOf(step)
    const { parameters } = this.traced.graph
    if (operands.length !== parameters.length) return undefined
    for (let i = 0; i < operands.length; i++) {
      const { dtype, shape } = operands[i]!.node
      if (dtype !== parameters[i]!.dtype || !sameShape(shape, parameters[i]!.shape)) return undefined
    }
    const given = applyBody(this.traced, operands)
    let at = 0
    return this.names.map((slots) => ({
      parameter: given[at++]!,
      slots: Object.fromEntries(slots.map((name) => [name, given[at++]!])),
    }))
  }
}
