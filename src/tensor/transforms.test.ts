import { describe, expect, test } from 'vitest'
import { close } from '../../test/support/nested.ts'
import { simplify } from '../compile/simplify.ts'
import { printGraph } from '../graph/print.ts'
import {
  checkpoint,
  full,
  grad,
  graphOf,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jit,
  jvp,
  linearize,
  math,
  noGrad,
  scan,
  type Tensor,
  tensor,
  valueAndGrad,
  variable,
  vjp,
  vmap,
  where,
} from './index.ts'

const f64 = { dtype: 'float64' } as const

const logistic = (x: Tensor): Tensor => math`1 / (1 + exp(-${x}))`

const s = 1 / (1 + Math.exp(-0.5))

const d1 = s * (1 - s)

const d2 = d1 * (1 - 2 * s)

const d3 = d2 * (1 - 2 * s) - 2 * d1 * d1

describe('grad', () => {
  test('of grad of grad', () => {
    const x = tensor(0.5, f64)
    close(grad(logistic)(x), d1)
    close(grad(grad(logistic))(x), d2)
    close(grad(grad(grad(logistic)))(x), d3)
    close(grad(logistic)(0.5), d1, 6)
  })
  test('takes nestings, argnums and aux', () => {
    const f = (p: { w: Tensor; b: Tensor }, x: Tensor): Tensor => p.w.mul(x).add(p.b).sum()
    const g = grad(f)({ w: tensor([1, 2], f64), b: tensor(1, f64) }, tensor([3, 4], f64))
    close(g.w, [3, 4])
    close(g.b, 2)
    const [gx] = grad(f, { argnums: [1] })({ w: tensor([1, 2], f64), b: tensor(1, f64) }, tensor([3, 4], f64))
    close(gx, [1, 2])
    const [[value, aux], both] = valueAndGrad((x: Tensor) => [x.mul(x), 'aux'] as const, { hasAux: true })(3)
    expect(aux).toBe('aux')
    close(value, 9)
    close(both, 6)
  })
  test('allows a JavaScript if on values', () => {
    const f = (x: Tensor): Tensor => (x.item() > 0 ? x.mul(x) : x.mul(-1))
    close(grad(f)(3), 6)
    close(grad(f)(-3), -1)
  })
  test('refuses vectors and integers in words', () => {
    expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(
      /returned f32\[2\]; a gradient needs one number/,
    )
    expect(() => grad((x: Tensor) => x.sum())(tensor([1, 2], { dtype: 'int32' }))).toThrow(
      /must be float32 or float64/,
    )
  })
})

describe('modes agree', () => {
  const f = (x: Tensor): Tensor => x.sin().mul(x).cumsum(0).mul(x.exp())
  const x = tensor([0.3, -0.7, 1.1], f64)
  test('jacfwd = jacrev', () => {
    close(jacfwd(f)(x), jacrev(f)(x).toArray())
  })
  test('hessian is symmetric and hvp multiplies by it', () => {
    const g = (y: Tensor): Tensor => f(y).prod()
    const h = hessian(g)(x)
    close(h, h.transpose().toArray())
    const v = tensor([1, 2, 3], f64)
    close(hvp(g, x, v), h.matmul(v).toArray())
  })
  test('vjp, jvp and linearize', () => {
    const [y, dy] = jvp(f, [x], [tensor([1, 0, 0], f64)])
    const [y2, push] = linearize(f, x)
    close(y, y2.toArray())
    close(push(tensor([1, 0, 0], f64)), dy.toArray())
    const [, pull] = vjp(f, x)
    const ct = tensor([1, -2, 0.5], f64)
    const [back] = pull(ct)
    close(back!.mul(tensor([1, 0, 0], f64)).sum(), dy.mul(ct).sum().item())
  })
})

describe('vmap', () => {
  test('of grad', () => {
    close(vmap(grad(logistic))(tensor([0, 0.5], f64)), [0.25, d1])
  })
  test('nested, with axes', () => {
    const dot = (a: Tensor, b: Tensor): Tensor => a.mul(b).sum()
    const m = tensor(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      f64,
    )
    const outer = vmap(vmap(dot, { inAxes: [null, 0] }), { inAxes: [0, null] })
    close(outer(m, m), m.matmul(m.transpose()).toArray())
    close(vmap((c: Tensor) => c.sum(), { inAxes: 1 })(m), [9, 12])
  })
  test('says what to use instead of if', () => {
    expect(() => vmap((x: Tensor) => (x.item() > 0 ? x : x.neg()))(tensor([1, 2]))).toThrow(
      /where\(\), cond\(\)/,
    )
  })
})

describe('jit', () => {
  test('what reads a variable may give no tensor', () => {
    const w = variable([1, 2])
    const f = jit((x: Tensor) => void w.mul(x))
    expect(f(tensor(1))).toBeUndefined()
    expect(jit((x: Tensor) => [f(x), x])(tensor(1))[1]!.item()).toBe(1)
  })
  test('axes that do not fit are told by the option that has them', () => {
    const rows = tensor([[1, 2]], f64)
    const f = (x: Tensor): [Tensor, Tensor] => [x, x]
    expect(() => vmap(f, { inAxes: [0, 0] })(rows)).toThrow(/inAxes has 2 entries for 1 values/)
    expect(() => vmap(f, { outAxes: [0] })(rows)).toThrow(/outAxes has 1 entries for 2 values/)
    expect(() => vmap(f, { outAxes: [0, [0]] })(rows)).toThrow(/outAxes is nested deeper than the results/)
  })

  test('composes with grad and vmap', () => {
    const f = jit(logistic)
    close(f(tensor(0.5, f64)), s)
    close(grad(f)(tensor(0.5, f64)), d1)
    close(jit(grad(jit(grad(f))))(tensor(0.5, f64)), d2)
    close(vmap(jit(grad(f)))(tensor([0.5, 0.5], f64)), [d1, d1])
  })
  test('variables are read and written each time', () => {
    const w = variable(1, f64)
    let traced = 0
    const step = jit((x: Tensor) => {
      traced++
      const loss = w.mul(x).sub(3).square()
      loss.backward()
      w.assign(w.sub(w.grad!.mul(0.1)))
      w.grad = undefined
      return loss
    })
    const losses = Array.from({ length: 50 }, () => step(tensor(1, f64)).item())
    expect(traced).toBe(1)
    expect(losses[0]).toBe(4)
    expect(w.item()).toBeCloseTo(3, 4)
  })
  test('names the way out of an if', () => {
    expect(() => jit((x: Tensor) => (x.item() > 0 ? x : x.neg()))(tensor(1))).toThrow(/cond\(\)/)
  })
})

describe('PyTorch style', () => {
  test('accumulates, retains, hooks', () => {
    const x = tensor([1, 2], { ...f64, requiresGrad: true })
    const h = x.mul(x).retainGrad()
    const seen: number[][] = []
    x.registerHook((g) => {
      seen.push(g.toArray() as number[])
      return g.mul(2)
    })
    const y = h.sum()
    y.backward(undefined, { retainGraph: true })
    y.backward()
    close(x.grad!, [8, 16])
    close(h.grad!, [2, 2])
    expect(seen).toEqual([
      [2, 4],
      [2, 4],
    ])
    expect(() => y.backward()).toThrow(/retainGraph/)
  })
  test('createGraph gives second derivatives', () => {
    const x = tensor(0.5, { ...f64, requiresGrad: true })
    logistic(x).backward(undefined, { createGraph: true })
    const first = x.grad!
    x.grad = undefined
    first.backward()
    close(x.grad!, d2)
  })
  test('noGrad and detach cut history', () => {
    const x = tensor(2, { ...f64, requiresGrad: true })
    expect(noGrad(() => x.mul(x)).requiresGrad).toBe(false)
    x.mul(x.detach()).backward()
    close(x.grad!, 2)
  })
  test('what was read before an update stays', () => {
    const w = variable([1, 2], f64)
    const before = w.mul(10)
    const view = w.add(0)
    w.assign(tensor([5, 6], f64))
    close(before, [10, 20])
    close(view, [1, 2])
    close(w, [5, 6])
  })
})

test('derivatives of powers are products: what is made of constants stays a constant in a trace', () => {
  const cube = (x: Tensor): Tensor => x.pow(3).sum()
  for (const f of [grad(cube), grad((x: Tensor) => grad(cube)(x).sum())]) {
    const graph = graphOf(f, tensor([1, 2], f64))
    expect(graph.parameters).toHaveLength(1)
    expect(printGraph(simplify(graph))).not.toMatch(/power|select/)
  }
  // no chain of constants takes long to tell
  let two = full([2], 1)
  for (let i = 0; i < 100; i++) two = two.mul(two)
  const f = (x: Tensor): Tensor =>
    scan(
      (carry, y: Tensor) => [carry.add(y.mul(two)), carry],
      x,
      tensor([
        [1, 2],
        [3, 4],
      ]),
    )[0]
  expect(f(tensor([1, 1])).toArray()).toEqual([5, 7])
})

test('a guarded bad branch does not disturb the gradient', () => {
  const f = (x: Tensor): Tensor => where(x.greater(0), x.log().mul(x), 0).sum()
  close(grad(f)(tensor([0, 1, -1], f64)), [0, 1, 0])
})

test.each([
  ['grad', grad],
  ['jit', jit],
  ['vmap', vmap],
  ['jacrev', jacrev],
  ['jacfwd', jacfwd],
  ['checkpoint', checkpoint],
])('%s refuses what is no function', (name, transform) => {
  expect(() => (transform as (f: unknown) => unknown)(undefined)).toThrow(
    `${name}: the first argument is undefined: it must be a function`,
  )
})

test('promises, and tensors that a trace left behind, are refused', () => {
  for (const transform of [jit, vmap, checkpoint] as ((f: unknown) => (x: Tensor) => unknown)[])
    expect(() => transform(async (x: Tensor) => x.add(1))(tensor([1, 2]))).toThrow(/a promise stands where/)
  let kept: Tensor | undefined
  jit((x: Tensor) => {
    kept = x.mul(2).sum()
    return x
  })(tensor([1, 2]))
  expect(() => kept!.backward()).toThrow(/was kept from inside a function that jit traced/)
})

test('hvp hands on what else the function takes', () => {
  const f = (p: { w: Tensor }, x: Tensor, scale: number): Tensor => p.w.mul(x).pow(3).sum().mul(scale)
  const p = { w: tensor([1, 2]) }
  expect(hvp(f, p, { w: tensor([1, 1]) }, tensor([1, 2]), 2).w.toArray()).toEqual([12, 192])
})

test('an error names the function that was called', () => {
  const rows = (x: Tensor): Tensor => x.square()
  const x = tensor([1, 2])
  const calls: Record<string, () => unknown> = {
    grad: () => grad(rows)(x),
    valueAndGrad: () => valueAndGrad(rows)(x),
    hessian: () => hessian(rows)(x),
    hvp: () => hvp(rows, x, x),
  }
  for (const [name, call] of Object.entries(calls))
    expect(call).toThrow(`${name}: the function returned f32[2];`)
  expect(() => hvp((y: Tensor) => y.sum(), x, tensor(1))).toThrow(/^hvp: the tangent/)
  expect(() => valueAndGrad(3 as never)).toThrow(/^valueAndGrad: .* as in valueAndGrad\(/)
  expect(() => hessian(rows, { argnum: 0 } as never)).toThrow(/^hessian: /)
})
