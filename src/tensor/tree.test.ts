import { describe, expect, test } from 'vitest'
import {
  cond,
  customVjp,
  foriLoop,
  grad,
  jit,
  jvp,
  scan,
  type Tensor,
  tensor,
  treeLeaves,
  treeMap,
  vjp,
  vmap,
  whileLoop,
} from './index.ts'

type Pair = { a: Tensor; b: Tensor }

describe('fields may be written in any order', () => {
  const p: Pair = { a: tensor(1), b: tensor(2) }
  const q: Pair = { b: tensor(20), a: tensor(10) }
  const plain = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree))

  test('leaves are those of the same names, and results keep the order of what they are the result of', () => {
    expect(plain(treeLeaves(q))).toEqual(plain(treeLeaves({ a: q.a, b: q.b })))
    expect(JSON.stringify(treeMap((x: Tensor, y: Tensor) => x.add(y), q, p))).toBe('{"b":22,"a":11}')
    expect(Object.keys(jit((x: Tensor) => ({ z: x, a: x }))(1))).toEqual(['z', 'a'])
  })

  test('what loops carry is not mixed up', () => {
    const swapped = { a: 1, b: 5 }
    const add = ({ a, b }: Pair, x: Tensor): Pair => ({ b: b.add(x), a })
    expect(
      plain(scan((c: Pair, x: Tensor): [Pair, null] => [add(c, x), null], p, tensor([1, 2]))[0]),
    ).toEqual(swapped)
    expect(plain(foriLoop(0, 3, (i, c) => add(c, i), p))).toEqual(swapped)
    expect(plain(foriLoop(tensor(0), 3, (i, c) => add(c, i), p))).toEqual(swapped)
    expect(
      plain(
        whileLoop(
          ({ b }) => b.less(5),
          (c) => add(c, tensor(1)),
          p,
        ),
      ),
    ).toEqual(swapped)
  })

  test('branches, cotangents, tangents and rules of your own', () => {
    const branch = cond(
      p.a.greater(0),
      (x) => ({ a: x, b: x.mul(2) }),
      (x) => ({ b: x, a: x.mul(3) }),
      p.b,
    )
    expect(plain(branch)).toEqual({ a: 2, b: 4 })
    expect(plain(vjp((x: Pair) => x, p)[1](q))).toEqual([{ a: 10, b: 20 }])
    expect(jvp((x: Pair) => x.a.mul(x.b), [p], [q])[1].item()).toBe(40)
    const product = customVjp(
      (x: Pair) => x.a.mul(x.b),
      (x: Pair) => [x.a.mul(x.b), x] as const,
      (x, ct: Tensor) => [{ b: ct.mul(x.a), a: ct.mul(x.b) }],
    )
    expect(plain(grad(product)(p))).toEqual({ a: 2, b: 1 })
  })

  test('axes of a batch go by name', () => {
    const rows = { b: tensor(1), a: tensor([1, 2]) }
    const f = vmap((x: Pair) => ({ y: x.a.add(x.b), x: x.b }), {
      inAxes: [{ a: 0, b: null }],
      outAxes: { y: 0, x: null },
    })
    expect(plain(f(rows))).toEqual({ y: [2, 3], x: 1 })
  })
})

test('a carry that comes out of a scan with other fields is refused', () => {
  expect(() =>
    scan((c: Pair) => [{ a: c.a, c: c.b }, null], { a: tensor(1), b: tensor(2) }, null, { length: 2 }),
  ).toThrow(
    'scan: the carried value is nested as {"a":*,"b":*} going in and {"a":*,"c":*} coming out of the body',
  )
})

describe('an object whose tensors are not seen', () => {
  class Model {
    w = tensor(2)
  }
  const f = (m: Model, x: Tensor): Tensor => m.w.mul(x)
  test('is not differentiated by, rather than handed back for its gradient', () => {
    const message = 'grad: an argument to differentiate by holds a Model, whose tensors are not seen'
    expect(() => grad(f)(new Model(), tensor(3))).toThrow(message)
    expect(() =>
      grad((p: { parts: Model[] }) => f(p.parts[0]!, tensor(3)))({ parts: [new Model()] }),
    ).toThrow(message)
  })
  test('may stand beside what is differentiated by', () => {
    expect(grad(f, { argnums: 1 })(new Model(), tensor(3)).item()).toBe(2)
    expect(
      grad((p: { w: Tensor; activation(x: Tensor): Tensor }) => p.activation(p.w))({
        w: tensor(3),
        activation: (x) => x.square(),
      }).w.item(),
    ).toBe(6)
  })
})

test('a nesting without an end is told by what was given it, and by what returned it', () => {
  const endless: unknown[] = []
  endless.push(endless)
  const given = endless as never
  const told = (name: string) => `${name}: nested deeper than 1000 levels`
  expect(() => jit((x: Tensor) => x)(given)).toThrow(told('jit'))
  expect(() => jit(() => endless)()).toThrow(told('jit'))
  expect(() => vmap((x: Tensor) => x)(given)).toThrow(told('vmap'))
  expect(() => vmap((_: Tensor) => endless)(tensor([1, 2]))).toThrow(told('vmap'))
  expect(() => grad((x: Tensor) => x)(given)).toThrow(told('grad'))
  expect(() => scan((c: Tensor) => [c, null], tensor(1), given)).toThrow(told('scan'))
  expect(() => vjp((x: Tensor) => x, tensor(1))[1](given)).toThrow(told('vjp'))
})
