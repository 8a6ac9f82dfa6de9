import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { add, matmul, type Tensor, tensor } from '../tensor/core.ts'
import * as random from '../tensor/random.ts'
import { type ArrayDataset, dataset, type Pair } from './dataset.ts'
import { DataError } from './errors.ts'

export interface ToyOptions {
  /** The standard deviation of what is added to each coordinate. */
  readonly noise?: number
  readonly seed?: number
}

/** Refuses what is no number of examples, classes or features. Throws: DataError. */
function checkCounts(set: string, counts: Readonly<Record<string, unknown>>): void {
  for (const [name, count] of Object.entries(counts))
    if (!(Number.isInteger(count) && (count as number) >= 0))
      throw new DataError(
        set,
        `${name} is ${shown(count)}: it must be a whole number. The arguments are count, then options.`,
      )
}

/** Points from a formula of the class and a number in [0, 1), with noise, in columns points [n, 2] and labels [n]. */
function labelled(
  set: string,
  count: number,
  classes: number,
  { noise, seed }: { readonly noise: number; readonly seed: number },
  point: (label: number, t: number) => readonly [number, number],
): ArrayDataset<Pair> {
  checkCounts(set, { count, classes })
  if (typeof noise !== 'number') throw new DataError(set, `noise is ${shown(noise)}: it must be a number.`)
  const shake = random.normal([count, 2], 0, 1, { key: random.key(seed) }).data()
  const points = new Float32Array(count * 2)
  const labels = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const label = i % classes
    const members = Math.ceil((count - label) / classes)
    const [x, y] = point(label, members > 1 ? Math.floor(i / classes) / (members - 1) : 0)
    points[2 * i] = x + noise * shake[2 * i]!
    points[2 * i + 1] = y + noise * shake[2 * i + 1]!
    labels[i] = label
  }
  return dataset(tensor(points, { shape: [count, 2] }), tensor(labels))
}

/** Two interleaving half circles. Shapes: points [n, 2], labels [n] */
export function moons(count = 200, options?: ToyOptions): ArrayDataset<Pair> {
  const own = optionsOf('moons', options, { noise: 0.1, seed: 0 })
  return labelled('moons', count, 2, own, (label, t) =>
    label === 0
      ? [Math.cos(Math.PI * t), Math.sin(Math.PI * t)]
      : [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t)],
  )
}

/** A circle inside another, `factor` as large. */
export function circles(
  count = 200,
  options?: ToyOptions & { readonly factor?: number },
): ArrayDataset<Pair> {
  const { factor, ...own } = optionsOf('circles', options, { noise: 0.05, seed: 0, factor: 0.5 })
  return labelled('circles', count, 2, own, (label, t) => {
    const radius = label === 0 ? 1 : factor
    const angle = 2 * Math.PI * t
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
}

/** Arms of a spiral, one a class, each turning `turns` times. */
export function spirals(
  count = 300,
  options?: ToyOptions & { readonly classes?: number; readonly turns?: number },
): ArrayDataset<Pair> {
  const { classes, turns, ...own } = optionsOf('spirals', options, {
    noise: 0.02,
    seed: 0,
    classes: 2,
    turns: 1,
  })
  return labelled('spirals', count, classes, own, (label, t) => {
    const angle = 2 * Math.PI * (turns * t + label / classes)
    return [t * Math.cos(angle), t * Math.sin(angle)]
  })
}

/** The four corners of a square, opposite ones alike. */
export function xor(count = 200, options?: ToyOptions): ArrayDataset<Pair> {
  const own = optionsOf('xor', options, { noise: 0.1, seed: 0 })
  return labelled('xor', count, 2, own, (label, t) => {
    const side = t < 0.5 ? 1 : -1
    return label === 0 ? [side, side] : [side, -side]
  })
}

/** Normal clouds around centres drawn from a square. Shapes: points [n, features], labels [n] */
export function blobs(
  count = 200,
  options?: ToyOptions & {
    readonly classes?: number
    readonly features?: number
    /** The centres lie within [-box, box] along each axis. */
    readonly box?: number
  },
): ArrayDataset<Pair> {
  const { noise, seed, classes, features, box } = optionsOf('blobs', options, {
    noise: 1,
    seed: 0,
    classes: 3,
    features: 2,
    box: 10,
  })
  checkCounts('blobs', { count, classes, features })
  const keys = [random.foldIn(random.key(seed), 0), random.foldIn(random.key(seed), 1)] as const
  const centres = random.uniform([classes, features], -box, box, { key: keys[0] }).data()
  const points = random.normal([count, features], 0, noise, { key: keys[1] }).data()
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < features; j++) points[i * features + j]! += centres[labels[i]! * features + j]!
  return dataset(tensor(points, { shape: [count, features] }), tensor(labels))
}

/** y = X w + bias + noise, with the weights that made it. Shapes: X [n, features], y [n, 1], weights [features, 1] */
export function regression(
  count = 200,
  options?: ToyOptions & { readonly features?: number; readonly bias?: number },
): { data: ArrayDataset<Pair>; weights: Tensor; bias: number } {
  const { noise, seed, features, bias } = optionsOf('regression', options, {
    noise: 0.1,
    seed: 0,
    features: 1,
    bias: 0,
  })
  checkCounts('regression', { count, features })
  const key = (i: number): Tensor => random.foldIn(random.key(seed), i)
  const inputs = random.normal([count, features], 0, 1, { key: key(0) })
  const weights = random.normal([features, 1], 0, 1, { key: key(1) }).eval()
  const exact = add(matmul(inputs, weights), bias)
  const targets = add(exact, random.normal([count, 1], 0, noise, { key: key(2) }))
  return { data: dataset(inputs, targets), weights, bias }
}
