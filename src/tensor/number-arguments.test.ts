import { expect, test } from 'vitest'
import {
  checkpoint,
  cond,
  customJvp,
  foriLoop,
  grad,
  hessian,
  jit,
  jvp,
  scan,
  switchCase,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from './index.ts'

/** x^3, by functions that see x from outside. */
const cubes: Record<string, (x: Tensor) => Tensor> = {
  foriLoop: (x) => foriLoop(0, 3, (_, y: Tensor) => y.mul(x), tensor(1)),
  scan: (x) => scan((y: Tensor) => [y.mul(x), null], tensor(1), null, { length: 3 })[0] as Tensor,
  cond: (x) =>
    cond(
      tensor(true),
      () => x.mul(x).mul(x),
      () => x,
    ),
  switchCase: (x) => switchCase(tensor(1, { dtype: 'int32' }), [() => x, () => x.pow(3)]) as Tensor,
  checkpoint: (x) => checkpoint((y: Tensor) => y.mul(x).mul(x))(x),
  vmap: (x) => vmap((y: Tensor) => y.mul(x).mul(x).mul(x))(tensor([1])).sum(),
  jit: (x) => jit((y: Tensor) => y.mul(x).mul(x).mul(x))(tensor(1)),
  customJvp: (x) =>
    customJvp(
      (y: Tensor) => y.mul(x).mul(x),
      ([y], [dy]) => y!.square().mul(3).mul(dy!),
    )(x),
  grad: (x) => grad((y: Tensor) => y.square().mul(x.square()))(x).div(2),
}

test.each(Object.entries(cubes))('derivatives by a number that %s takes in from outside', (_, cube) => {
  for (const x of [2, tensor(2)]) {
    expect(grad(cube)(x).item()).toBeCloseTo(12, 5)
    expect(jvp(cube, [x], [1])[1].item()).toBeCloseTo(12, 5)
    expect(jit(() => grad(cube)(x))().item()).toBeCloseTo(12, 5)
    expect(hessian(cube)(x).item()).toBeCloseTo(12, 5)
  }
})

test('and by whileLoop, forward', () => {
  const root = (a: Tensor): Tensor =>
    whileLoop(
      (x: Tensor) => x.mul(x).sub(a).abs().greater(1e-5),
      (x: Tensor) => x.add(a.div(x)).mul(0.5),
      tensor(1),
    )
  expect(jvp(root, [4], [1])[1].item()).toBeCloseTo(0.25, 4)
  expect(() => grad(root)(4)).toThrow(/whileLoop: reverse mode/)
})
