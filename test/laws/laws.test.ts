import { describe, expect, test } from 'vitest'
import { close, inline, waitingFor } from '../../src/graph/graph.ts'
import { evaluate } from '../../src/graph/interpret.ts'
import { constant, dataNode, parameter } from '../../src/graph/leaves.ts'
import { apply, type Node, type Op } from '../../src/graph/node.ts'
import { printGraph, readGraph } from '../../src/graph/print.ts'
import { sizeOf } from '../../src/graph/shape.ts'
import { derivative } from '../../src/numeric/index.ts'
import { trackedLeaf } from '../../src/ops/arithmetic.ts'
import { elementwise } from '../../src/ops/elementwise.ts'
import { reduceSum } from '../../src/ops/movement.ts'
import { threefry } from '../../src/ops/random.ts'
import { batch } from '../../src/transform/batch.ts'
import { jvp } from '../../src/transform/jvp.ts'
import { rows, tables } from '../../src/transform/table.ts'
import { vjp } from '../../src/transform/vjp.ts'
import { exempt, type Sample, samples } from './samples.ts'

/** Numbers that repeat, one stream a sample. */
function stream(seed: string): () => number {
  let counter = 0
  const k = [...seed].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7)
  const out = new Uint32Array(2)
  return () => {
    threefry(k, 1, counter++, 0, out, 0)
    return out[0]! / 2 ** 32
  }
}

const f64 = 'float64' as const
const random = (shape: readonly number[], next: () => number, low = -1, high = 1): Float64Array =>
  Float64Array.from({ length: sizeOf(shape) }, () => low + (high - low) * next())
const leaf = (shape: readonly number[], value: Float64Array): Node => dataNode({ dtype: f64, shape }, value)
const values = (node: Node): Float64Array => {
  evaluate(waitingFor([node]))
  return node.value as Float64Array
}
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0)
const inner = (a: Node, b: Node): Node =>
  reduceSum(
    apply(elementwise.multiply, [a, b], {}) as Node,
    a.shape.map((_, i) => i),
  )

function expectClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(got.length, what).toBe(wanted.length)
  const scale = Math.max(1e-3, ...Array.from(wanted, Math.abs).filter(Number.isFinite))
  for (let i = 0; i < got.length; i++) {
    if (Object.is(got[i], wanted[i])) continue
    expect(
      Math.abs(got[i]! - wanted[i]!) / scale,
      `${what}: ${got[i]} and ${wanted[i]} at ${i}`,
    ).toBeLessThan(tolerance)
  }
}

/** The point, a direction at it, and a cotangent of the result. */
function setting(sample: Sample) {
  const next = stream(`${sample.row} ${sample.title}`)
  const points = sample.inputs.map(({ shape, low, high }) => random(shape, next, low, high))
  const directions = sample.inputs.map(({ shape }) => random(shape, next))
  const sources = sample.inputs.map(({ shape }, i) => parameter({ dtype: f64, shape }, i, 'law'))
  const traced = sample.build(sources)
  const { graph, captured } = close(sources, [traced])
  const at = (arrays: readonly Float64Array[]): Node[] =>
    arrays.map((array, i) => leaf(sample.inputs[i]!.shape, array))
  const result = (args: readonly Node[]): Node => inline(graph, [...args, ...captured])[0]!
  const cotangent = random(traced.shape, next)
  const moved = (t: number): Float64Array[] =>
    points.map((point, i) => point.map((x, j) => x + t * directions[i]![j]!))
  return { points, directions, at, result, cotangent, moved, shape: traced.shape, graph, next }
}

type Setting = ReturnType<typeof setting>

/** The gradient of <cotangent, f> at given operands, as graph. */
function gradient(s: Setting, args: readonly Node[]): Node[] {
  const fresh = args.map(trackedLeaf)
  const found = vjp([s.result(fresh)], [leaf(s.shape, s.cotangent)], fresh)
  return found.map((node, i) => node ?? constant(0, f64, args[i]!.shape))
}

function reverseAgainstDifferences(s: Setting): void {
  const slope = derivative((t) => dot(values(s.result(s.at(s.moved(t)))), s.cotangent), 0)
  const found = gradient(s, s.at(s.points)).reduce(
    (sum, node, i) => sum + dot(values(node), s.directions[i]!),
    0,
  )
  expectClose([found], [slope.value], 1e-8, 'reverse mode against finite differences')
}

function forwardAgainstDifferences(s: Setting): void {
  const slope = derivative((t) => dot(values(s.result(s.at(s.moved(t)))), s.cotangent), 0)
  const args = s.at(s.points)
  const [tangent] = jvp([s.result(args)], args, s.at(s.directions))
  expectClose(
    [tangent ? dot(values(tangent), s.cotangent) : 0],
    [slope.value],
    1e-8,
    'forward mode against finite differences',
  )
}

function secondOrder(s: Setting): void {
  const along = (t: number): number =>
    gradient(s, s.at(s.moved(t))).reduce((sum, node, i) => sum + dot(values(node), s.directions[i]!), 0)
  const wanted = derivative(along, 0).value
  const fresh = s.at(s.points).map(trackedLeaf)
  const slope = gradient(s, fresh)
    .map((node, i) => inner(node, leaf(node.shape, s.directions[i]!)))
    .reduce((a, b) => apply(elementwise.add, [a, b], {}) as Node)
  const back = vjp([slope], [constant(1, f64)], fresh)
  const reverse = back.reduce((sum, node, i) => sum + (node ? dot(values(node), s.directions[i]!) : 0), 0)
  expectClose([reverse], [wanted], 1e-6, 'reverse over reverse')
  const [forward] = jvp([slope], fresh, s.at(s.directions))
  expectClose([forward ? values(forward)[0]! : 0], [wanted], 1e-6, 'forward over reverse')
}

/** vmap = loop, for every choice of which operands are batched, of the value and of the gradient. */
function batching(s: Setting, differentiable: boolean): void {
  const size = 3
  const count = s.points.length
  const examples = Array.from({ length: size }, (_, e) => s.moved(0.01 * e))
  for (let chosen = 1; chosen < 2 ** count; chosen++) {
    const isBatched = (i: number): boolean => ((chosen >> i) & 1) === 1
    const sources = s.points.map((_, i) =>
      isBatched(i)
        ? parameter({ dtype: f64, shape: s.at(s.points)[i]!.shape }, i, 'law')
        : s.at(s.points)[i]!,
    )
    const active = sources.filter((_, i) => isBatched(i))
    const stacked = s.points.flatMap((_, i) =>
      isBatched(i)
        ? [
            leaf(
              [size, ...sources[i]!.shape],
              Float64Array.from(examples.flatMap((example) => [...example[i]!])),
            ),
          ]
        : [],
    )
    const single = (e: number): Node[] =>
      s.at(s.points.map((point, i) => (isBatched(i) ? examples[e]![i]! : point)))
    const programs = differentiable
      ? [
          (args: readonly Node[]) => s.result(args),
          ...s.points.map((_, i) => (args: readonly Node[]) => gradient(s, args)[i]!),
        ]
      : [(args: readonly Node[]) => s.result(args)]
    for (const program of programs) {
      const [together] = batch([program(sources)], active, stacked, size)
      const apart = Array.from({ length: size }, (_, e) => [...values(program(single(e)))]).flat()
      const whole = together
        ? values(together)
        : Float64Array.from(Array.from({ length: size }, () => [...values(program(single(0)))]).flat())
      expectClose(whole, apart, 1e-12, `vmap with operands ${chosen.toString(2)} batched`)
    }
  }
}

describe.each(samples)('$row: $title', (sample) => {
  const s = setting(sample)
  test('prints and reads back', () => {
    const text = printGraph(s.graph)
    expect(printGraph(readGraph(text, rows))).toBe(text)
  })
  if (!sample.constant) {
    test('forward mode = finite differences', () => forwardAgainstDifferences(s))
    if (!sample.forwardOnly) {
      test('reverse mode = finite differences', () => reverseAgainstDifferences(s))
      test('second order', () => secondOrder(s))
    }
  }
  test('vmap = loop', () => batching(s, !sample.constant && !sample.forwardOnly))
})

test('every row has a sample', () => {
  const sampled = new Set(samples.map((sample) => sample.row))
  const missing = [...rows.keys()].filter((name) => !sampled.has(name) && !(name in exempt))
  expect(missing).toEqual([])
  expect(Object.values(tables).flatMap((table) => Object.keys(table)).length).toBe(rows.size)
})

/** A law is worth something only if it fails for a wrong rule. */
test.each(
  samples
    .filter((sample) => !sample.constant && !sample.forwardOnly)
    .map((sample) => [`${sample.row}: ${sample.title}`, sample] as const),
)('a broken rule is noticed: %s', (_, sample) => {
  const row = rows.get(sample.row) as { -readonly [K in keyof Op]: Op[K] }
  const s = setting(sample)
  if (s.cotangent.length === 0 || sample.inputs.every(({ shape }) => sizeOf(shape) === 0)) return
  const double = (node: Node | number | undefined): Node | number | undefined =>
    typeof node === 'number'
      ? node * 3 + 1
      : node && (apply(elementwise.add, [node, constant(1, node.dtype, node.shape)], {}) as Node)
  const broken: Partial<typeof row> = {}
  if (row.partials) broken.partials = (node) => row.partials!.call(row, node).map(double)
  else if (row.vjp)
    broken.vjp = (node, cts) => original.vjp!(node, cts).map((ct) => double(ct) as Node | undefined)
  else if (row.transpose)
    broken.transpose = (node, ct, i) => double(original.transpose!(node, ct, i)) as Node | undefined
  else if (row.jvp)
    broken.jvp = (node, dots) =>
      original.jvp!(node, dots).map((dot) => dot && (apply(elementwise.add, [dot, dot], {}) as Node))
  else if (row.expand)
    broken.expand = (node) =>
      original.expand!(node).map((x) => (x.op.multiple ? x : (apply(elementwise.add, [x, x], {}) as Node)))
  const original = { ...row }
  if (row.partials) broken.partials = (node) => original.partials!(node).map(double)
  if (Object.keys(broken).length === 0) return
  Object.assign(row, broken)
  try {
    expect(() => reverseAgainstDifferences(s)).toThrow()
  } finally {
    Object.assign(row, original)
  }
})
