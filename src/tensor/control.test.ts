import { describe, expect, test } from 'vitest'
import { close } from '../../test/support/nested.ts'
import {
  checkpoint,
  cond,
  foriLoop,
  grad,
  hessian,
  jit,
  jvp,
  scan,
  switchCase,
  type Tensor,
  tensor,
  variable,
  vmap,
  whileLoop,
} from './index.ts'

const f64 = { dtype: 'float64' } as const

describe('control flow', () => {
  test('cond and switchCase, differentiated and batched', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        x.greater(0),
        (v) => v.mul(v),
        (v) => v.neg(),
        x,
      )
    close(grad(f)(tensor(3, f64)), 6)
    close(grad(f)(tensor(-3, f64)), -1)
    close(vmap(grad(f))(tensor([3, -3], f64)), [6, -1])
    close(grad(grad(f))(tensor(3, f64)), 2)
    const w = tensor(5, f64)
    close(grad((x: Tensor) => switchCase(1, [() => w, () => x.mul(w), () => x]))(tensor(2, f64)), 5)
  })
  test('scan: values and all derivatives', () => {
    const xs = tensor([0.5, -1, 2], f64)
    const f = (c: Tensor, w: Tensor): Tensor => {
      const [last, ys] = scan((carry: Tensor, x: Tensor) => [carry.mul(w).add(x).sin(), carry.mul(x)], c, xs)
      return last.add((ys as Tensor).sum())
    }
    const direct = (c: Tensor, w: Tensor): Tensor => {
      let carry = c
      let total: Tensor = tensor(0, f64)
      for (const x of [0.5, -1, 2]) {
        total = total.add(carry.mul(x))
        carry = carry.mul(w).add(x).sin()
      }
      return carry.add(total)
    }
    const args = [tensor(0.3, f64), tensor(0.8, f64)] as const
    close(f(...args), direct(...args).item())
    for (const n of [0, 1] as const) {
      close(grad(f, { argnums: n })(...args), grad(direct, { argnums: n })(...args).item())
      close(
        jvp((w: Tensor) => f(args[0], w), [args[1]], [tensor(1, f64)])[1],
        grad(direct, { argnums: 1 })(...args).item(),
      )
    }
    close(
      hessian((w: Tensor) => f(args[0], w))(args[1]),
      hessian((w: Tensor) => direct(args[0], w))(args[1]).item(),
    )
    const third = (g: typeof f) => grad(grad(grad((w: Tensor) => g(args[0], w))))(args[1]).item()
    expect(third(f)).toBeCloseTo(third(direct), 10)
    const ws = tensor([0.1, 0.8], f64)
    close(
      vmap(grad((w: Tensor) => f(args[0], w)))(ws),
      [0, 1].map((i) => grad((w: Tensor) => direct(args[0], w))(tensor([0.1, 0.8][i]!, f64)).item()),
    )
  })
  test('foriLoop and whileLoop', () => {
    const power = (x: Tensor): Tensor =>
      foriLoop(0, 5, (_, c) => (c as Tensor).mul(x), tensor(1, f64)) as Tensor
    close(power(tensor(2, f64)), 32)
    close(grad(power)(tensor(2, f64)), 80)
    const root = (a: Tensor): Tensor =>
      whileLoop(
        (c) =>
          (c as Tensor)
            .mul(c as Tensor)
            .sub(a)
            .abs()
            .greater(1e-12),
        (c) => (c as Tensor).add(a.div(c as Tensor)).div(2),
        tensor(1, f64),
      ) as Tensor
    close(root(tensor(2, f64)), Math.SQRT2)
    close(jvp(root, [tensor(2, f64)], [tensor(1, f64)])[1], 0.5 / Math.SQRT2, 6)
    close(vmap(root)(tensor([2, 9], f64)), [Math.SQRT2, 3])
    expect(() => grad(root)(tensor(2, f64))).toThrow(/Use foriLoop/)
  })
})

test('branches that read a variable may return no tensor', () => {
  const w = variable([1, 2])
  expect(
    cond(
      true,
      () => [],
      () => [],
      w.mul(2),
    ),
  ).toEqual([])
  expect(switchCase(1, [() => void w.mul(2), () => void w])).toBeUndefined()
  const traced = jit((x: Tensor) => {
    switchCase(x.sum().astype('int32'), [() => null, () => null], w.mul(x))
    return x
  })
  expect(traced(tensor(1)).item()).toBe(1)
  expect(checkpoint((_: Tensor) => [])(w.mul(2))).toEqual([])
})

test('foriLoop speaks of what its body carries, without the counter', () => {
  const given = tensor(0)
  for (const high of [3, tensor(3)]) {
    expect(() => foriLoop(0, high, (_, x: Tensor) => x.add(tensor([1, 2])), given)).toThrow(
      'foriLoop: carried value 0 is f32[] going in and f32[2] coming out of the body',
    )
    expect(() => foriLoop(0, high, () => undefined, given)).toThrow(
      'foriLoop: the carried value is nested as * going in and undefined coming out of the body',
    )
  }
})

test('what does not move in a loop or a branch has no tangent, so powers of negative numbers are differentiated', () => {
  const x = tensor(-0.3, f64)
  const one = tensor(1, f64)
  // the exponent comes from outside, or is handed on from round to round
  const three = tensor(2, f64).add(1)
  type Pair = [Tensor, Tensor]
  const pair = (v: Tensor, p: Tensor): Pair => [v, p]
  const raise = ([v, p]: Pair): Tensor => v.pow(p)
  const powered = ([v, p]: Pair): Pair => [v.pow(p), p]
  const onward = (v: Tensor, p: Tensor): Pair =>
    cond(
      v.less(5),
      (v, p) => pair(v, p.mul(1)),
      (v, p) => pair(v.neg(), p),
      v,
      p,
    )
  const cubes: readonly ((x: Tensor) => Tensor)[] = [
    (x) => foriLoop(0, 1, (_, v: Tensor) => v.pow(three), x),
    (x) => foriLoop(0, tensor(1), (_, v: Tensor) => v.pow(three), x),
    (x) => scan(([v, p]: [Tensor, Tensor]) => [[v.pow(p), p], null], [x, three], null, { length: 1 })[0][0],
    (x) => scan((v: Tensor, p: Tensor) => [v.pow(p), null], x, three.reshape(1))[0],
    (x) =>
      whileLoop(
        ([v]: [Tensor, Tensor]) => v.abs().greater(0.1),
        ([v, p]) => [v.pow(p), p],
        [x, three] as [Tensor, Tensor],
      )[0],
    (x) =>
      cond(
        x.less(0),
        (v, p) => v.pow(p),
        (v) => v,
        x,
        three,
      ),
    // what a branch hands on
    (x) => raise(onward(x, three)),
    (x) => scan((carry) => [powered(onward(...carry)), null], pair(x, three), null, { length: 1 })[0][0],
    (x) =>
      whileLoop(
        ([v]) => v.abs().greater(0.1),
        (carry) => powered(onward(...carry)),
        pair(x, three),
      )[0],
    (x) => foriLoop(0, 1, (_, v: Tensor) => grad((u: Tensor) => u.pow(4).div(4))(v), x),
  ]
  for (const cube of cubes) {
    close(jvp(cube, [x], [one])[1], 0.27)
    close(jvp((x: Tensor) => jvp(cube, [x], [one])[1], [x], [one])[1], -1.8)
  }
  // what moved is replaced by what does not
  for (const rounds of [0, 1, 2])
    for (const end of [rounds, tensor(rounds)]) {
      const last = (x: Tensor): Tensor =>
        foriLoop(0, end, (_, [, b]: Pair): Pair => [b, one], [x, x.mul(2)])[0]
      close(jvp(last, [x], [one])[1], [1, 2, 0][rounds]!)
    }
  // what stood still in the first round moves in later ones
  const chain = (x: Tensor): Tensor =>
    foriLoop(0, 3, (_, [a, b]: [Tensor, Tensor, Tensor]) => [x.sin(), a, b.mul(b)], [one, one, one])[2]
  close(jvp(chain, [x], [one])[1], Math.sin(-0.6))
  close(jvp(grad(chain), [x], [one])[1], 2 * Math.cos(-0.6))
})

test('scan says what it was given where that does not tell how many steps there are', () => {
  const rule = 'all must have as many slices, or { length } says how many steps'
  const steps = (xs: unknown, length?: number) => () =>
    scan((c: Tensor) => [c, null], tensor(1), xs as Tensor, length === undefined ? undefined : { length })
  expect(steps([tensor([1, 2]), tensor([1, 2, 3])])).toThrow(
    `scan: xs is [f32[2], f32[3]] and length undefined: ${rule}`,
  )
  expect(steps(tensor(1))).toThrow(`xs is [f32[]] and length undefined: ${rule}`)
  expect(steps(null)).toThrow(`xs is [] and length undefined: ${rule}`)
  expect(steps(tensor([1, 2]), 3)).toThrow(`xs is [f32[2]] and length 3: ${rule}`)
  for (const length of [-1, 1.5])
    expect(steps(null, length)).toThrow(`xs is [] and length ${length}: ${rule}`)
})
