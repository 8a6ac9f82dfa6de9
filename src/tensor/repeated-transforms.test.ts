import { expect, test } from 'vitest'
import {
  add,
  customJvp,
  engine,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  scan,
  type Tensor,
  tensor,
  vjp,
} from '../index.ts'
import { repeating } from './repeating.ts'

const { nodes } = repeating
type Loss = (x: Tensor, y: Tensor) => Tensor

/** What `f` gives, four times in turn with copies and each time by the rules. */
function compare(f: (i: number) => Tensor | readonly Tensor[]): void {
  const all = (i: number): unknown => [f(i)].flat().map((x) => (x as Tensor).toArray())
  for (let i = 0; i < 4; i++) {
    const copied = all(i)
    repeating.nodes = (_name, _sources, _results, _given, build) => build()
    const built = all(i)
    repeating.nodes = nodes
    expect(copied).toEqual(built)
  }
}

test('gradients, Jacobians, Hessians and tangents that are copied are those that rules build', () => {
  const losses: ((i: number) => Loss)[] = [
    () => (x, y) => x.mul(y).mul(x).sum(),
    () => (x, y) => x.mul(y).mul(y).sum(),
    () => (x) => x.mul(x).exp().sum(),
    () => (x) => x.sum().mul(2),
    (i) => (x, y) => x.pow(i).mul(y.sin()).sum(),
    (i) => (x, y) => x.index(i % 2).mul(y.index(1)),
    () => () => tensor(3),
    () => (x) => scan((c, r) => [c.mul(r).sin(), c], tensor(1), x)[0] as Tensor,
  ]
  const [x, y] = [tensor([0.5, 1.5]), tensor([2, 3])]
  for (const loss of losses)
    compare((i) => {
      const f = loss(i) as never
      return [
        grad(f, { argnums: i % 2 })(x, y),
        hessian(f)(x, y),
        jacrev(f, { argnums: 1 })(x, y),
        jacfwd(f, { argnums: [1, 0] } as never)(x, y),
        ...jvp(f, [x, y], [y, x]),
      ].flat() as Tensor[]
    })
})

test('a result by its place and type, an argument by its place, outer arguments in the place of inner ones', () => {
  const [x, y] = [tensor([0.5, 1.5]), tensor([2, 3])]
  compare((i) => {
    const f = (a: Tensor, b: Tensor): Tensor[] => {
      const [p, q] = [a.mul(b), a.add(b)]
      return i % 2 ? [p, q, a, tensor([1])] : [q, p, b, tensor([1, 2])]
    }
    return [0, 1].flatMap(
      (argnums) =>
        [jacfwd(f as never, { argnums })(x, y), jacrev(f as never, { argnums })(x, y)].flat() as never,
    )
  })
  compare(
    (i) => jacrev((a: Tensor, b: Tensor) => (i % 2 ? a : b), { argnums: [0, 1] } as never)(x, y) as never,
  )
  // d/da of d/db (a + b) b, and of d/db (b + b) b, the outer argument where the inner one was
  for (const first of [0, 1])
    compare((i) =>
      grad((a: Tensor) =>
        grad((b: Tensor) => ((i + first) % 2 ? add(a, b) : add(b, b)).mul(b).sum())(a).sum(),
      )(x),
    )
})

test('forward and reverse mode of one function in turn, by each of its arguments, which look alike', () => {
  const [x, y, v] = [tensor([0.5, 1.5]), tensor([2, 3]), tensor([7, -1])]
  const f = (a: Tensor, b: Tensor): Tensor => a.cumsum(0).mul(b).sin()
  const of = [(a: Tensor) => f(a, y), (a: Tensor) => f(x, a)]
  compare((i) =>
    of.flatMap((g, k) => [
      ...(i % 2 ? vjp(g, x)[1](v) : [linearize(g, x)[1](v)]),
      jacfwd(f, { argnums: k })(x, y),
      jvp(g, [x], [v])[1],
    ]),
  )
  let factor = 1
  const scaled = customJvp(
    (a: Tensor) => a.mul(2),
    (_, [da]) => da!.mul(factor),
  )
  for (factor = 1; factor < 6; factor++)
    expect(jacfwd((a: Tensor) => scaled(a))(tensor([1, 2])).toArray()).toEqual([
      [factor, 0],
      [0, factor],
    ])
})

test('a step that is taken again asks no rule', () => {
  const step = (w: Tensor): Tensor => hessian((v: Tensor) => v.mul(v).mul(v).sum())(w) as Tensor
  let asked = 0
  repeating.nodes = (name, sources, results, given, build) =>
    nodes(name, sources, results, given, () => {
      asked++
      return build()
    })
  const before = engine.settings()
  engine.settings({ mode: 'interpret' })
  const counts = [1, 2, 3].map((i) => {
    asked = 0
    expect(step(tensor([i, 1])).toArray()).toEqual([
      [6 * i, 0],
      [0, 6],
    ])
    return asked
  })
  engine.settings(before)
  repeating.nodes = nodes
  expect(counts).toEqual([2, 0, 0])
})
