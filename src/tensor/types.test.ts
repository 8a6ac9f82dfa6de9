import { expectTypeOf, test } from 'vitest'
import {
  foriLoop,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacobian,
  jit,
  scan,
  split,
  type Tensor,
  tensor,
  tensorSplit,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
} from './index.ts'

test('gradients have the type of what they are taken by', () => {
  const f = (p: { w: Tensor; b: readonly [Tensor, Tensor] }, x: Tensor): Tensor =>
    p.w.mul(x).add(p.b[0]).add(p.b[1]).sum()
  const p = { w: tensor(1), b: [tensor(2), tensor(3)] as const }
  expectTypeOf(grad(f)(p, tensor(1))).toEqualTypeOf<{ w: Tensor; b: readonly [Tensor, Tensor] }>()
  expectTypeOf(grad(f, { argnums: 1 })(p, tensor(1))).toEqualTypeOf<Tensor>()
  expectTypeOf(grad(f, { argnums: [1, 0] })(p, 1)).toEqualTypeOf<
    [Tensor, { w: Tensor; b: readonly [Tensor, Tensor] }]
  >()
  const [value, gradient] = valueAndGrad(f)(p, tensor(1))
  expectTypeOf(value).toEqualTypeOf<Tensor>()
  expectTypeOf(gradient.w).toEqualTypeOf<Tensor>()
})

test('functions keep their types under transformations', () => {
  const f = (x: Tensor, s: number): { y: Tensor } => ({ y: x.mul(s) })
  expectTypeOf(jit(f)(tensor(1), 2)).toEqualTypeOf<{ y: Tensor }>()
  expectTypeOf(vmap(f, { inAxes: [0, null] }))
    .parameter(1)
    .toEqualTypeOf<number>()
  expectTypeOf(grad).parameter(0).not.toBeString()
})

test('Jacobians have the nesting of the result, with that of the argument at its leaves', () => {
  const f = (p: { w: Tensor; b: Tensor }, x: Tensor): { y: Tensor; z: readonly [Tensor] } => ({
    y: p.w.mul(x).add(p.b),
    z: [x],
  })
  const p = { w: tensor([1, 2]), b: tensor(0.5) }
  type ByP = { w: Tensor; b: Tensor }
  expectTypeOf(jacobian(f)(p, 3)).toEqualTypeOf<{ y: ByP; z: readonly [ByP] }>()
  expectTypeOf(jacfwd(f, { argnums: [1] })(p, 3)).toEqualTypeOf<{ y: [Tensor]; z: readonly [[Tensor]] }>()
  const square = (q: Tensor): Tensor => q.mul(q).sum()
  expectTypeOf(hessian(square)(p.w)).toEqualTypeOf<Tensor>()
  expectTypeOf(hessian((q: ByP) => q.w.sum().mul(q.b))(p)).toEqualTypeOf<{ w: ByP; b: ByP }>()
  const both = hessian((q: ByP, x: Tensor) => q.w.mul(x).sum(), { argnums: [0, 1] })(p, 3)
  expectTypeOf(both).toEqualTypeOf<[{ w: [ByP, Tensor]; b: [ByP, Tensor] }, [ByP, Tensor]]>()
  hessian(square)(p.w).shape satisfies readonly number[]
})

test('a parameter without a type is a tensor', () => {
  const x = tensor([1, 2])
  expectTypeOf(grad((x) => x.mul(x).sum())(x)).toEqualTypeOf<Tensor>()
  expectTypeOf(grad(grad((x) => x.mul(x).mul(x)))(3)).toEqualTypeOf<Tensor>()
  expectTypeOf(jit((x, y) => ({ sum: x.add(y) }))(x, 1)).toEqualTypeOf<{ sum: Tensor }>()
  expectTypeOf(vmap((row) => row.sum())(tensor([[1]]))).toEqualTypeOf<Tensor>()
  expectTypeOf(hessian((x) => x.mul(x).sum())(x)).toEqualTypeOf<Tensor>()
  expectTypeOf(vjp((x) => x.sin(), x)[0]).toEqualTypeOf<Tensor>()
  expectTypeOf(hvp((x) => x.square().sum(), x, x)).toEqualTypeOf<Tensor>()
})

test('what loops carry is a tuple where it is written as one', () => {
  const x = tensor([1, 2])
  const [[h, c], [y, z]] = scan(
    ([h, c], [a, b]) => [
      [h.add(a), c.mul(b)],
      [h, c],
    ],
    [x, x],
    [x, x],
  )
  expectTypeOf([h, c, y, z]).toEqualTypeOf<Tensor[]>()
  const [last, { n }] = foriLoop(0, 3, (i, [k, { n }]) => [k.add(i), { n }], [x, { n: x }])
  expectTypeOf([last, n]).toEqualTypeOf<Tensor[]>()
  const [, count] = whileLoop(
    ([, n]) => n.less(3),
    ([k, n]) => [k, n.add(1)],
    [x, 0],
  )
  expectTypeOf(count).toEqualTypeOf<Tensor>()
  const [, sums] = scan(
    ([sum, step]: [Tensor, Tensor], a) => {
      const next = sum.add(a.mul(step))
      return [[next, step], next]
    },
    [tensor(0), tensor(2)],
    x,
  )
  expectTypeOf(sums).toEqualTypeOf<Tensor>()
  const list: Tensor[] = [x]
  expectTypeOf(foriLoop(0, 1, (_, all) => all.map((a) => a.add(1)), list)).toEqualTypeOf<Tensor[]>()
  const twice = <T>(f: (state: T) => T, state: T) => foriLoop(0, 2, (_, s) => f(s as T), state)
  expectTypeOf(twice((s: number) => s, 1)).toEqualTypeOf<Tensor>()
})

test('as many parts as are written out have the type of so many', () => {
  const x = tensor([1, 2, 3])
  const [first, second] = x.split([1, 2])
  expectTypeOf(first).toEqualTypeOf<Tensor>()
  expectTypeOf(second).toEqualTypeOf<Tensor>()
  expectTypeOf(split(x, [1, 2])).toEqualTypeOf<[Tensor, Tensor]>()
  expectTypeOf(x.tensorSplit(3)).toEqualTypeOf<[Tensor, Tensor, Tensor]>()
  expectTypeOf(tensorSplit(x, [1])).toEqualTypeOf<[Tensor, Tensor]>()
  const [sizes, count]: [readonly number[], number] = [[1, 2], 3]
  expectTypeOf(x.split(sizes)).toEqualTypeOf<Tensor[]>()
  expectTypeOf(x.arraySplit(sizes)).toEqualTypeOf<Tensor[]>()
  expectTypeOf(x.arraySplit(count)).toEqualTypeOf<Tensor[]>()
  expectTypeOf(x.split(2)).toEqualTypeOf<Tensor[]>()
  expectTypeOf(x.split(sizes.length > 2 ? count : sizes)).toEqualTypeOf<Tensor[]>()
})
