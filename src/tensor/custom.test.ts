import { describe, expect, test } from 'vitest'
import { close } from '../../test/support/nested.ts'
import {
  arange,
  checkpoint,
  cond,
  customJvp,
  customVjp,
  dropout,
  foriLoop,
  grad,
  hessian,
  jacfwd,
  jit,
  jvp,
  manualSeed,
  scan,
  stack,
  stopGradient,
  type Tensor,
  tensor,
  variable,
  vmap,
  where,
} from './index.ts'

const f64 = { dtype: 'float64' } as const

describe('custom rules', () => {
  test('checkpoint changes nothing', () => {
    const f = (x: Tensor): Tensor => checkpoint((y: Tensor) => y.sin().exp())(x).mul(x)
    const g = (x: Tensor): Tensor => x.sin().exp().mul(x)
    const x = tensor(0.7, f64)
    close(grad(f)(x), grad(g)(x).item())
    close(grad(grad(f))(x), grad(grad(g))(x).item())
    close(
      vmap(grad(f))(tensor([0.7, 0.2], f64)),
      [0.7, 0.2].map((v) => grad(g)(tensor(v, f64)).item()),
    )
    close(jvp(f, [x], [tensor(1, f64)])[1], grad(g)(x).item())
  })
  test('customJvp and customVjp', () => {
    const f = customJvp(
      (x: Tensor) => x.exp(),
      ([x], [dx]) => x.mul(dx).mul(10),
    )
    close(grad(f)(tensor(2, f64)), 20)
    close(grad(grad(f))(tensor(2, f64)), 10)
    close(vmap(grad(f))(tensor([2, 3], f64)), [20, 30])
    const c = customVjp(
      (x: Tensor) => x.mul(x),
      (x) => [x.mul(x), x] as const,
      (x, ct) => [ct.mul(x).mul(7)],
    )
    close(grad(c)(tensor(2, f64)), 14)
    close(vmap(grad(c))(tensor([2, 3], f64)), [14, 21])
    close(jvp(c, [tensor(2, f64)], [tensor(3, f64)])[1], 42)
    close(grad((x: Tensor) => x.mul(stopGradient(x)))(tensor(3, f64)), 3)
  })
  test('a rule may have a cond that depends on the cotangent, which has no value yet', () => {
    const clipped = (x: Tensor, ct: Tensor): Tensor =>
      cond(
        x.greater(1),
        () => ct.mul(2),
        () => ct.mul(x),
      )
    const back = customVjp(
      (x: Tensor) => x,
      (x) => [x, x] as const,
      (x, ct) => [clipped(x, ct)],
    )
    const forth = customJvp(
      (x: Tensor) => x,
      ([x], [dx]) => clipped(x, dx),
    )
    for (const f of [back, forth]) {
      close(grad(f)(tensor(0.5, f64)), 0.5)
      close(jvp(f, [tensor(0.5, f64)], [tensor(3, f64)])[1], 1.5)
      close(jvp(f, [tensor(2, f64)], [tensor(3, f64)])[1], 6)
      close(vmap(grad(f))(tensor([0.5, 2], f64)), [0.5, 2])
      close(vmap((x: Tensor) => jvp(f, [x], [x])[1])(tensor([0.5, 2], f64)), [0.25, 4])
    }
  })
  test('a reverse rule goes forward, by batches, and to the third order', () => {
    const f = (x: Tensor, y: Tensor): [Tensor, Tensor] => [x.mul(y.exp()), y.sin().sum()]
    const own = customVjp(
      f,
      (x: Tensor, y: Tensor) => [f(x, y), [x, y] as const],
      ([x, y], [c, d]) => [c.mul(y.exp()), c.mul(x).mul(y.exp()).add(d.mul(y.cos()))],
    )
    const [x, y] = [tensor([0.7, -0.2], f64), tensor([0.3, 0.5], f64)]
    const loss = (g: typeof f) => (a: Tensor, b: Tensor) => {
      const [p, q] = g(a, b)
      return p.mul(a).sum().mul(q)
    }
    const tangents: [Tensor, Tensor] = [tensor([1, 2], f64), tensor([-1, 0.5], f64)]
    const push = (g: typeof f): [Tensor, Tensor] => jvp(g, [x, y], tangents)[1] as [Tensor, Tensor]
    push(own).forEach((tangent, i) => {
      close(tangent, push(f)[i]!.toArray())
    })
    // one operand has no tangent, one result is not used
    close(jvp((a: Tensor) => own(a, y)[0], [x], [x])[1], x.mul(y.exp()).toArray())
    const second = (g: typeof f) => hessian((b: Tensor) => loss(g)(x, b))
    close(second(own)(y), second(f)(y).toArray())
    close(vmap(second(own))(stack([y, x])), vmap(second(f))(stack([y, x])).toArray())
    close(jacfwd(second(own))(y), jacfwd(second(f))(y).toArray())
    close(jit(second(own))(y), second(f)(y).toArray())
    // operands and results of integers have no tangent
    const indexed = customVjp(
      (a: Tensor, i: Tensor): [Tensor, Tensor] => [a.mul(i), a.argmax()],
      (a, i) => [[a.mul(i), a.argmax()], i] as const,
      (i, [c]) => [c.mul(i), null],
    )
    const [, [scaled, place]] = jvp((a: Tensor) => indexed(a, tensor([3, 4], { dtype: 'int32' })), [x], [x])
    close(scaled, [2.1, -0.8])
    close(place, 0)
  })
  test('checkpoint draws the same numbers again, and updates running statistics once', () => {
    const run = (wrap: (f: (x: Tensor) => Tensor) => (x: Tensor) => Tensor, compile: boolean): number[] => {
      manualSeed(5)
      const state = variable(tensor([0, 0, 0], f64), { requiresGrad: false })
      const seen = wrap((x) => {
        const y = dropout(x.tanh(), { p: 0.4 })
        state.assign(state.add(y.mean(0)))
        state.assign(state.mul(0.5)) // what was assigned is read inside
        return dropout(y.mul(y), { p: 0.2 })
      })
      const step = (x: Tensor): Tensor[] => [grad((v: Tensor) => seen(seen(v)).sum())(x), state.mul(1)]
      const each = compile ? jit(step) : step
      const x = arange(12, undefined, undefined, f64).reshape(4, 3).sin()
      return [0, 1, 2].flatMap(() => each(x).flatMap((y) => [...y.data()]))
    }
    for (const compile of [false, true])
      close(
        run((f) => checkpoint(f), compile),
        run((f) => f, compile),
      )
    const levels = (wrap: <F extends (x: Tensor) => Tensor>(f: F) => F): number[] => {
      const state = variable(tensor(2, f64), { requiresGrad: false })
      const inner = wrap((x: Tensor) => state.assign(state.add(x)).mul(x))
      const outer = wrap((x: Tensor) => {
        state.assign(state.mul(x))
        const y = foriLoop(0, 2, (_, z: Tensor) => z.mul(state), inner(x))
        state.assign(tensor(7, f64))
        return y.mul(state)
      })
      return [grad(outer)(tensor(3, f64)), grad(grad(outer))(tensor(3, f64)), state].map((t) => t.item())
    }
    expect(levels(checkpoint as never)).toEqual(levels((f) => f))
    const state = variable(0)
    const add = checkpoint((x: Tensor) => {
      state.assign(state.add(x))
      return x
    })
    expect(() => vmap(add)(tensor([1, 2]))).toThrow(/a Variable was given a value inside vmap/)
    add(tensor(3))
    expect(state.item()).toBe(3)
    const failing = checkpoint((x: Tensor): Tensor => {
      state.assign(x)
      throw new Error('no')
    })
    expect(() => failing(tensor(9))).toThrow('no')
    expect(state.item()).toBe(3)
  })
  test('a forward rule goes through branches and loops, in reverse too', () => {
    const bodies: ((x: Tensor) => Tensor)[] = [
      (x) =>
        cond(
          x.sum().greater(0),
          () => x.mul(x),
          () => x.neg(),
        ),
      (x) => scan((sum: Tensor, y: Tensor) => [sum.mul(y).add(y), y], tensor(1, f64), x)[0].mul(x),
      (x) => foriLoop(0, 3, (_, y: Tensor) => y.sin().mul(x), x),
      (x) =>
        checkpoint((y: Tensor) =>
          cond(
            y.sum().less(0),
            () => y,
            () => y.exp(),
          ),
        )(x),
    ]
    const x = tensor([0.7, 0.2, -0.4], f64)
    for (const body of bodies) {
      const custom = customJvp(body, ([y], [dy]) => jvp(body, [y], [dy])[1])
      const [f, g] = [body, custom].map((h) => (y: Tensor) => h(y).cos().sum()) as [typeof body, typeof body]
      close(grad(g)(x), grad(f)(x).toArray() as number[])
      close(hessian(g)(x), hessian(f)(x).toArray())
      close(vmap(grad(g))(stack([x, x.neg()])), vmap(grad(f))(stack([x, x.neg()])).toArray() as number[][])
    }
  })
  test('a rule that computes what stands beside the derivative', () => {
    const sine = customVjp(
      (x: Tensor) => x.sin(),
      (x) => [x.sin(), x] as const,
      (x, ct) => [ct.mul(x.cos().eval())],
    )
    // the bound is computed by the rule, and is a leaf when the reverse pass comes to it
    const f = (x: Tensor): Tensor => {
      const bound = stopGradient(x).mul(2).add(1)
      return sine(where(x.less(bound), x, bound)).sum()
    }
    close(grad(f)(tensor([0.5, -2], f64)), [Math.cos(0.5), 0])
    close(grad((x: Tensor) => grad(f)(x).sum())(tensor([0.5, -2], f64)), [-Math.sin(0.5), 0])
  })
})
