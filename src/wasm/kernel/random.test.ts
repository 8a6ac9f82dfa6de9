import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import type { Axis, LoopKernel } from './ir.ts'
import { evaluateKernel, type ScalarTable } from './judge.ts'
import { printKernel } from './print.ts'
import { type NumberArray, runStaged } from './run.ts'
import { compileStaged, numbered, stageOf } from './split.ts'

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array }
const types = ['float32', 'float64', 'int32', 'bool'] as const
type Type = (typeof types)[number]

const scalars: ScalarTable = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  maximum: Math.max,
  minimum: Math.min,
  negate: (x) => -x,
  abs: Math.abs,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  not: (x) => 1 - x,
  less: (x, y) => Number(x < y),
  equal: (x, y) => Number(x === y),
  select: (c, x, y) => (c ? x : y),
  to_float32: (x) => x,
  to_float64: (x) => x,
  to_int32: Math.trunc,
  to_bool: (x) => Number(x !== 0),
}

/** Choices that a number decides. */
class Choices {
  private state: number
  constructor(seed: number) {
    this.state = seed
  }
  below(most: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) & 0x7fffffff
    return (this.state >> 8) % most
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list]
    return list.map(() => left.splice(this.below(left.length), 1)[0]!)
  }
}

/** Strides over some axes, row-major or in any order and direction. */
function layout(c: Choices, axes: readonly Axis[], kept: readonly boolean[]) {
  const plain = c.below(2) === 0
  const order = [...axes.keys()].reverse()
  const strides = axes.map(() => 0)
  let [size, offset] = [1, c.below(3)]
  const shift = offset
  for (const axis of plain ? order : c.shuffled(order)) {
    if (!kept[axis]) continue
    const flips = !plain && c.below(3) === 0
    strides[axis] = flips ? -size : size
    if (flips) offset += size * (axes[axis]!.extent - 1)
    size *= axes[axis]!.extent
  }
  return { strides, offset, size: size + shift }
}

interface Case {
  readonly kernel: LoopKernel
  readonly inputs: readonly NumberArray[]
  readonly sizes: readonly number[]
}

/** A kernel of random lines on small integers, which stay so small that any order of sums is exact. */
function randomKernel(c: Choices, axes: readonly Axis[], lines: number): Case {
  const k = new KernelBuilder('random', axes)
  const inputs: NumberArray[] = []
  /** Lines by what they are, and whether they differ along reduced axes. */
  const known: { line: number; varies: boolean }[] = []
  const put = (line: number, varies: boolean) => {
    const it = { line, varies }
    known.push(it)
    return it
  }
  const typeOf = ({ line }: { line: number }): Type => k.dtypeOf(line) as Type
  const data = (type: Type, size: number): void => {
    inputs.push(new arrays[type](size).map(() => (type === 'bool' ? c.below(2) : c.below(17) - 8)))
  }
  const input = (type: Type) => {
    const kept = axes.map(() => c.below(4) > 0)
    const { strides, offset, size } = layout(c, axes, kept)
    data(type, size)
    return put(
      k.input(type, strides, offset),
      axes.some((a, i) => a.reduced && kept[i] && a.extent > 1),
    )
  }
  const as = (type: Type, x: { line: number; varies: boolean }) =>
    typeOf(x) === type ? x : put(k.apply(`to_${type}`, x.line), x.varies)
  const apply = (name: string, ...args: { line: number; varies: boolean }[]) =>
    put(
      k.apply(name, ...args.map(({ line }) => line)),
      args.some(({ varies }) => varies),
    )
  const small = (x: { line: number; varies: boolean }, most: number) => {
    const type = typeOf(x)
    if (type === 'bool') return x
    const bound = (n: number) => put(k.constant(type, n), false)
    return apply('maximum', apply('minimum', x, bound(most)), bound(-most))
  }
  const reduced = axes.some((a) => a.reduced)
  input(c.of(types))
  for (let n = 0; n < lines; n++) {
    const [x, y] = [c.of(known), c.of(known)]
    const type = typeOf(x)
    const kind = c.below(12)
    if (kind < 3) input(c.of(types))
    else if (kind === 3 && axes.length > 0) {
      const axis = c.below(axes.length)
      put(k.iota(axis), axes[axis]!.reduced)
    } else if (kind === 4) {
      // a table of two axes, of which one is looked up, at places that may lie outside
      const of = c.of(types)
      const kept = axes.map(() => c.below(3) === 0)
      const { strides, offset, size } = layout(c, axes, kept)
      const extent = 1 + c.below(7)
      data(of, size * extent)
      const place = as('int32', small(x, 9))
      const line = k.gather(of, strides, [place.line], [{ stride: size, extent }], offset)
      put(line, place.varies || axes.some((a, i) => a.reduced && kept[i] && a.extent > 1))
    } else if (kind < 8 && reduced) {
      const ways =
        type === 'bool'
          ? (['and', 'or'] as const)
          : (['sum', 'prod', 'max', 'min', 'argmax', 'argmin'] as const)
      const way = c.of(ways)
      const line = k.reduce(way, (way === 'prod' ? small(x, 1) : x).line)
      small(put(line, false), 8)
    } else if (kind === 8) apply('select', as('bool', y), x, as(type, c.of(known)))
    else if (type === 'bool') apply(c.of(['and', 'or']), apply('not', x), as('bool', y))
    else if (kind === 9) apply(c.of(['less', 'equal']), x, as(type, y))
    else
      small(
        apply(
          c.of(['add', 'subtract', 'maximum', 'minimum']),
          apply(c.of(['negate', 'abs']), x),
          as(type, y),
        ),
        8,
      )
  }
  const sizes = [known.at(-1)!, c.of(known), c.of(known)].slice(c.below(3)).map(({ line, varies }) => {
    const kept = axes.map((a) => !a.reduced || varies)
    const { strides, offset, size } = layout(c, axes, kept)
    k.output(strides, line, offset)
    return size
  })
  return { kernel: k.finish(), inputs, sizes }
}

function check({ kernel, inputs, sizes }: Case, split: number, staged: boolean): void {
  const outputs = () =>
    kernel.outputs.map(({ dtype }, i): NumberArray => new arrays[dtype as Type](sizes[i]!))
  const [got, want] = [outputs(), outputs()]
  evaluateKernel(kernel, inputs, want, scalars)
  const whole = {
    stages: [stageOf(compileLoop(kernel), numbered('input', inputs), numbered('output', got))],
    temporaries: [],
  }
  runStaged(staged ? compileStaged(kernel) : whole, { inputs, outputs: got }, split)
  got.forEach((numbers, k) => {
    numbers.forEach((x, i) => {
      if (x !== want[k]![i])
        expect(x, `element ${i} of output ${k} of\n${printKernel(kernel)}`).toBe(want[k]![i])
    })
  })
}

const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const extents = [1, 2, 3, 4, 5, 8, 13, 16, 31, 40]

test('random kernels give what the plain loop gives', () => {
  fc.assert(
    fc.property(seed, (seed) => {
      const c = new Choices(seed)
      const axes = Array.from({ length: c.below(4) }, () => ({
        extent: c.of(extents),
        reduced: c.below(3) === 0,
      }))
      // one axis may be long
      const long = c.below(8)
      if (axes[long]) axes[long] = { ...axes[long], extent: 100 + c.below(500) }
      if (axes.reduce((n, a) => n * a.extent, 1) > 2500) axes.pop()
      check(randomKernel(c, axes, c.below(14)), 1 + c.below(3), false)
    }),
    { numRuns: 300 },
  )
})

test('long reductions in pieces, and those that need others, give what the plain loop gives', () => {
  fc.assert(
    fc.property(seed, (seed) => {
      const c = new Choices(seed)
      const rows = { extent: 1 + c.below(3), reduced: false }
      const long = { extent: 16_384 + c.below(3000), reduced: true }
      const few = { extent: 1 + c.below(2), reduced: true }
      check(randomKernel(c, c.shuffled([rows, long, few]), c.below(8)), 1 + c.below(3), true)
    }),
    { numRuns: 10 },
  )
})
