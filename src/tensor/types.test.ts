import { expectTypeOf, test } from 'vitest'
import { grad, jit, type Tensor, tensor, valueAndGrad, vmap } from './index.ts'

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
