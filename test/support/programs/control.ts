import type { Graph } from '../../../src/graph/graph.ts'
import { constant, parameter, pick } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { sizeOf } from '../../../src/graph/shape.ts'
import { add, convert, less, like, multiply, negate } from '../../../src/ops/arithmetic.ts'
import { cumulative } from '../../../src/ops/cumulative.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import { gather, takeAlong } from '../../../src/ops/indexing.ts'
import { narrow, reduceSum, reshape } from '../../../src/ops/movement.ts'
import { sort } from '../../../src/ops/sorting.ts'
import { branching } from '../../../src/transform/control/branch.ts'
import { looping } from '../../../src/transform/control/loop.ts'
import { scan } from '../../../src/transform/control/scan.ts'
import { clamp, floats, type Maker, sameAs } from './choices.ts'

/** Loops and branches. */
export const control: readonly Maker[] = [
  // a scan over the first axis: decaying sums
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0 || x.shape[0]! > 12) return undefined
    const inner = { dtype: x.dtype, shape: x.shape.slice(1) }
    const [carry, slice] = [parameter(inner, 0, 'scan'), parameter(inner, 1, 'scan')]
    const next = add(multiply(carry, constant(0.5, x.dtype, inner.shape)), slice)
    const body: Graph = {
      parameters: [carry, slice],
      results: [next, apply(elementwise.tanh, [next], {}) as Node],
    }
    const results = scan({ body, captured: 0, carried: 1, length: x.shape[0]!, reverse: c.next(2) === 1 }, [
      constant(0, x.dtype, inner.shape),
      x,
    ])
    return c.of(results)
  },
  // two carried values that change places
  (c, pool) => {
    const x = c.of(floats(pool))
    const y = c.of(sameAs(pool, x))
    const [a, b] = [parameter(x.type, 0, 'scan'), parameter(x.type, 1, 'scan')]
    const body: Graph = { parameters: [a, b], results: [b, multiply(a, constant(0.5, x.dtype, x.shape))] }
    return c.of(scan({ body, captured: 0, carried: 2, length: 1 + c.next(4), reverse: false }, [x, y]))
  },
  // a scan whose body sorts, sums up and looks up
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length < 2 || x.shape[0]! > 12) return undefined
    const inner = { dtype: x.dtype, shape: x.shape.slice(1) }
    const [carry, slice] = [parameter(inner, 0, 'scan'), parameter(inner, 1, 'scan')]
    const [values, places] = sort(slice, 0, c.next(2) === 1)
    const sums = apply(cumulative.cumsum, [values], { axis: 0, reverse: false }) as Node
    const next = clamp(add(multiply(carry, like(carry, 0.5)), takeAlong(sums, places, 0)))
    const rows = gather(
      next,
      convert(reshape(narrow(places, 0, 0, 1), [sizeOf(inner.shape.slice(1)), 1]), 'int32'),
      {
        axes: [0],
        batch: 0,
      },
    )
    const body: Graph = { parameters: [carry, slice], results: [next, rows] }
    return c.of(
      scan({ body, captured: 0, carried: 1, length: x.shape[0]!, reverse: c.next(2) === 1 }, [
        constant(0, x.dtype, inner.shape),
        x,
      ]),
    )
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const index = constant(c.next(4) - 1, 'int32')
    const branch = (f: (node: Node) => Node): Graph => {
      const p = parameter(x.type, 0, 'cond')
      return { parameters: [p], results: [f(p)] }
    }
    const made = apply(branching.case, [index, x], {
      branches: [branch((p) => p), branch(negate), branch((p) => multiply(p, p))],
    })
    return clamp(pick(made as Node, 0))
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const all = x.shape.map((_, i) => i)
    const type = x.type
    const p = parameter(type, 0, 'while')
    const q = parameter(type, 0, 'while')
    const condition: Graph = {
      parameters: [p],
      results: [less(reduceSum(multiply(p, p), all), constant(20 + c.next(50), x.dtype))],
    }
    const body: Graph = {
      parameters: [q],
      results: [add(multiply(q, constant(1.5, x.dtype, x.shape)), constant(1, x.dtype, x.shape))],
    }
    return pick(apply(looping.while, [x], { condition, body, captured: [0, 0] }) as Node, 0)
  },
]
