import '../../../src/compile/bridge/subjects/index.ts'
import { allocate, type DType, type TypedArray } from '../../../src/graph/dtype.ts'
import type { Graph } from '../../../src/graph/graph.ts'
import { parameter } from '../../../src/graph/leaves.ts'
import type { Node } from '../../../src/graph/node.ts'
import { sizeOf } from '../../../src/graph/shape.ts'
import { broadcastInDim } from '../../../src/ops/movement.ts'
import { Choices } from './choices.ts'
import { control } from './control.ts'
import { elements } from './elements.ts'
import { templates } from './templates.ts'

const makers = [...elements, ...templates, ...control]

const startTypes = (c: Choices): { dtype: DType; shape: number[] }[] => {
  const dtype = c.of(['float64', 'float64', 'float32'] as const)
  const [m, n] = [1 + c.next(9), 1 + c.next(21)]
  return [
    { dtype, shape: [m, n] },
    { dtype, shape: [m, n] },
    { dtype, shape: [n] },
    { dtype, shape: [2, m, 1 + c.next(5)] },
    { dtype: 'int32', shape: [m, n] },
  ]
}

const noneOf = (x: Node): Node =>
  broadcastInDim(
    x,
    [0, ...x.shape],
    x.shape.map((_, i) => i + 1),
  )

/** A program that numbers choose, and inputs for it. */
export function program(numbers: readonly number[]): { graph: Graph; inputs: TypedArray[] } {
  const c = new Choices(numbers)
  const parameters = startTypes(c).map((type, i) => parameter(type, i, 'test'))
  const pool: Node[] = [...parameters]
  const steps = 3 + c.next(14)
  for (let i = 0; i < steps; i++) {
    try {
      const made = c.of(makers)(c, pool)
      if (made && sizeOf(made.shape) <= 20_000 && sizeOf(made.shape) > 0 && made.shape.length <= 5)
        pool.push(made)
    } catch {
      // operands that do not go together
    }
  }
  const results = [pool.at(-1)!, ...pool.slice(parameters.length).filter(() => c.next(4) === 0)]
  // beside a result, no copies of it
  if (c.next(4) === 0) results.push(noneOf(c.of(results)))
  const inputs = parameters.map(({ dtype, shape }, k) => {
    const array = allocate(dtype, sizeOf(shape))
    for (let i = 0; i < array.length; i++)
      array[i] = ((i * 37 + k * 11 + numbers[0]!) % 23) / (dtype === 'int32' ? 1 : 8) - 1.25
    return array
  })
  return { graph: { parameters, results }, inputs }
}
