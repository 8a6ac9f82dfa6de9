import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { jit, type Tensor, tensor, valueAndGrad } from '../../src/index.ts'
import { bundle, reprojection } from './ba.ts'
import { gmm, type Mixture, parseMixture } from './gmm.ts'
import { handResiduals, parseHand, parseModel } from './hand.ts'
import { type CharacterModel, characterLoss, parseCharacters } from './lstm.ts'

const shared = new URL('../../../shared/data/adbench/', import.meta.url)
const given = existsSync(shared)
const read = (path: string): string => readFileSync(new URL(path, shared), 'utf8')
const own = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/adbench/${name}.json`, import.meta.url), 'utf8')) as T

type Nested = number | readonly Nested[]
const double = (values: Nested): Tensor => tensor(values as number[], { dtype: 'float64' })

/** Each element to a fraction of itself, or, where terms cancel, of the largest. */
function near(what: string, found: Tensor, wanted: Nested, fraction = 1e-9): void {
  const expected = double(wanted)
  expect(found.shape, what).toEqual(expected.shape)
  const [a, b] = [found.data(), expected.data()].map((data) => Float64Array.from(data)) as [
    Float64Array,
    Float64Array,
  ]
  const scale = b.reduce((most: number, x: number) => Math.max(most, Math.abs(x)), 0)
  a.forEach((x: number, i: number) => {
    const allowed = fraction * Math.max(Math.abs(b[i]!), 1e-3 * scale)
    if (!(Math.abs(x - b[i]!) <= allowed)) throw new Error(`${what}: [${i}] is ${x}, expected ${b[i]}`)
  })
}

/** The value and all gradients, as they are and compiled. */
function check<A extends Tensor[]>(
  f: (...args: A) => Tensor,
  args: A,
  value: number,
  gradients: readonly Nested[],
): void {
  const both = valueAndGrad(f as never, { argnums: args.map((_, i) => i) }) as (
    ...args: A
  ) => [Tensor, Tensor[]]
  for (const run of [both, jit(both as never) as unknown as typeof both]) {
    const [y, slopes] = run(...args)
    near('objective', y, value)
    for (const [i, wanted] of gradients.entries()) near(`gradient ${i}`, slopes[i]!, wanted)
  }
}

interface MixtureReference {
  readonly file: string
  readonly objective: number
  readonly grad_alphas: number[]
  readonly grad_means: number[][]
  readonly grad_icf: number[][]
}
function checkMixture(mixture: Mixture, reference: Omit<MixtureReference, 'file'>): void {
  const args = [mixture.alphas, mixture.means, mixture.icf].map(double) as [Tensor, Tensor, Tensor]
  const { objective, grad_alphas, grad_means, grad_icf } = reference
  check(gmm(mixture), args, objective, [grad_alphas, grad_means, grad_icf])
}

interface CharacterReference {
  readonly file: string
  readonly chars_used: number
  readonly objective: number
  readonly grad_main_params: number[][]
  readonly grad_extra_params: number[][]
}
function checkCharacters(
  model: CharacterModel,
  reference: Omit<CharacterReference, 'file' | 'chars_used'>,
): void {
  const args = [double(model.main), double(model.extra)] as [Tensor, Tensor]
  check(characterLoss(model), args, reference.objective, [
    reference.grad_main_params,
    reference.grad_extra_params,
  ])
}

describe.skipIf(!given)('ADBench, its own inputs', () => {
  const references = <T>(path: string): T[] => (given ? (JSON.parse(read(path)) as T[]) : [])

  test.for(references<MixtureReference>('gmm/reference.json').map((r) => [r.file, r] as const))(
    'Gaussian mixture: %s',
    ([file, reference]) => checkMixture(parseMixture(read(`gmm/${file}`)), reference),
  )

  test.for(
    references<CharacterReference>('lstm/reference.json').map((r) => [r.file, r.chars_used, r] as const),
  )('LSTM: %s, %i characters', ([file, count, reference]) => {
    const model = parseCharacters(read(`lstm/${file}`))
    checkCharacters({ ...model, sequence: model.sequence.slice(0, count) }, reference)
  })

  interface HandReference {
    readonly file: string
    readonly complicated: boolean
    readonly objective: number[]
    readonly sum_of_squares: number
    readonly sumsq_grad: number[]
  }
  test.for(references<HandReference>('hand/reference.json').map((r) => [r.file, r] as const))(
    'hand: %s',
    ([file, reference]) => {
      const model = parseModel(
        ...(['bones', 'vertices', 'triangles'].map((name) => read(`hand/model/${name}.txt`)) as [
          string,
          string,
          string,
        ]),
      )
      const data = parseHand(read(`hand/${file}`), reference.complicated)
      const residuals = handResiduals(model, data)
      const args = data.u ? [double(data.theta), double(data.u)] : [double(data.theta)]
      near('residuals', residuals(...(args as [Tensor, Tensor?])).reshape([-1]), reference.objective)
      const n = data.u ? 2 * data.u.length : 0
      const squares = (theta: Tensor, u?: Tensor): Tensor => residuals(theta, u).square().sum()
      const ofU = reference.sumsq_grad.slice(0, n)
      const pairs = Array.from({ length: n / 2 }, (_, i) => ofU.slice(2 * i, 2 * i + 2))
      check(squares as never, args as never, reference.sum_of_squares, [
        reference.sumsq_grad.slice(n),
        ...(data.u ? [pairs] : []),
      ])
    },
  )

  interface BundleReference {
    readonly cams: number[][]
    readonly points: number[][]
    readonly weights: number[]
    readonly obs: number[][]
    readonly feats: number[][]
    readonly reproj_err: number[][]
    readonly sum_of_squares: number
    readonly grad: { readonly cams: number[][]; readonly points: number[][]; readonly weights: number[] }
  }
  test('bundle adjustment: distinct cameras, one of no and one of hardly any rotation', () => {
    const {
      cams,
      points,
      weights,
      obs,
      feats,
      reproj_err,
      sum_of_squares,
      grad: slopes,
    } = JSON.parse(read('ba/synthetic.json')) as BundleReference
    const seen = tensor(obs, { dtype: 'int32' })
    const args = [cams, points, weights].map(double) as [Tensor, Tensor, Tensor]
    const errors = reprojection(
      double(obs.map(([camera]) => cams[camera!]!)),
      double(obs.map(([, point]) => points[point!]!)),
      args[2],
      double(feats),
    )
    near('residuals', errors, reproj_err)
    check((c, p, w) => bundle(c, p, w, double(feats), seen), args, sum_of_squares, [
      slopes.cams,
      slopes.points,
      slopes.weights,
    ])
  })

  interface CopiedReference {
    readonly file: string
    readonly n_cams: number
    readonly n_pts: number
    readonly n_obs: number
    readonly sum_of_squares: number
    readonly sumsq_grad_per_observation: { readonly w: number }
    readonly sumsq_grad_cam0: number[]
    readonly sumsq_grad_camlast: number[]
    readonly sumsq_grad_point0: number[]
    readonly sumsq_grad_pointlast: number[]
  }
  test.for(references<CopiedReference>('ba/reference.json').map((r) => [r.file, r] as const))(
    'bundle adjustment: %s',
    ([file, reference]) => {
      const [, camera, point, weight, feature] = read(`ba/${file}`)
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number)) as [
        number[],
        number[],
        number[],
        number[],
        number[],
      ]
      const { n_cams: n, n_pts: m, n_obs: p } = reference
      const copies = (row: number[], count: number): Tensor => double(row).broadcastTo([count, row.length])
      const seen = tensor(
        Array.from({ length: p }, (_, i) => [i % n, i % m]),
        { dtype: 'int32' },
      )
      const args = [copies(camera, n), copies(point, m), copies(weight, p).reshape([p])] as const
      const f = (c: Tensor, x: Tensor, w: Tensor): Tensor => bundle(c, x, w, copies(feature, p), seen)
      const both = valueAndGrad(f, { argnums: [0, 1, 2] }) as unknown as (
        ...a: Tensor[]
      ) => [Tensor, Tensor[]]
      for (const run of [both, jit(both)]) {
        const [value, [cameras, points, weights]] = run(...args) as [Tensor, [Tensor, Tensor, Tensor]]
        near('sum of squares', value, reference.sum_of_squares)
        near('first camera', cameras.index(0), reference.sumsq_grad_cam0)
        near('last camera', cameras.index(-1), reference.sumsq_grad_camlast)
        near('first point', points.index(0), reference.sumsq_grad_point0)
        near('last point', points.index(-1), reference.sumsq_grad_pointlast)
        near('weights', weights, new Array<number>(p).fill(reference.sumsq_grad_per_observation.w))
      }
    },
  )
})

describe('objectives of ADBench, inputs of our own', () => {
  test('Gaussian mixture', () => {
    const { mixture, reference } = own<{ mixture: Mixture; reference: MixtureReference }>('gmm')
    checkMixture(mixture, reference)
  })
  test('LSTM', () => {
    const { model, reference } = own<{ model: CharacterModel; reference: CharacterReference }>('lstm')
    checkCharacters(model, reference)
  })
  test('a gradient that is wrong is noticed', () => {
    const { mixture, reference } = own<{ mixture: Mixture; reference: MixtureReference }>('gmm')
    const wrong = mixture.means.map((row) => row.map((x) => x + 1e-6))
    expect(() => checkMixture({ ...mixture, means: wrong }, reference)).toThrow(/gradient|objective/)
  })
})
