import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, grad, jit, random, type Tensor, tensor } from '../tensor/index.ts'
import * as dist from './index.ts'

interface Row {
  parts: [string, ...number[]][]
  base: 'Normal' | 'LogNormal'
  x: number[]
  y: number[]
  logDet: unknown
  logProb: unknown
  cdf: number[] | null
}
const { transforms: rows } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/distributions.json', import.meta.url), 'utf8'),
) as { transforms: Row[] }

const f64 = (x: unknown): Tensor => tensor(x as number[], { dtype: 'float64' })
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)
const options = { key: random.key(6) }
const transforms = dist as unknown as Record<string, new (...args: Tensor[]) => dist.Transform>
const partsOf = ({ parts }: Row): dist.Transform[] =>
  parts.map(([name, ...args]) => new transforms[name]!(...args.map(f64)))
const baseOf = ({ base }: Row): dist.Univariate =>
  new (base === 'Normal' ? dist.Normal : dist.LogNormal)(f64([0.3, 0.3, 0.3]), f64(1.2))

function compare(found: Tensor, wanted: unknown): void {
  const want = [wanted].flat(3) as number[]
  expect(found.size).toBe(want.length)
  numbers(found).forEach((x, i) => {
    expect(Math.abs(x - want[i]!) / Math.max(1, Math.abs(want[i]!)), `${x}, ${want[i]}`).toBeLessThan(1e-11)
  })
}

describe.each(['interpret', 'compile'] as const)('as PyTorch, %s', (mode) => {
  test.each(rows.map((row): [string, Row] => [row.parts.map(([name]) => name).join(', '), row]))(
    '%s',
    (_, row) => {
      inMode(mode, () => {
        const parts = partsOf(row)
        const whole = new dist.ComposeTransform(parts)
        const [x, y] = [f64(row.x), f64(row.y)]
        compare(whole.forward(x), row.y)
        compare(whole.inverse(y), row.x)
        compare(whole.logAbsDetJacobian(x), row.logDet)
        const d = new dist.TransformedDistribution(baseOf(row), parts)
        compare(d.logProb(y), row.logProb)
        const drawn = d.sample([5], options)
        expect(drawn.shape).toEqual([5, ...d.batchShape, ...d.eventShape])
        expect(d.logProb(drawn).isfinite().all().toArray()).toBe(true)
        if (row.cdf) {
          compare(d.cdf(y), row.cdf)
          compare(d.cdf(d.icdf(row.cdf)), row.cdf)
          const slope = grad((y: Tensor) => d.cdf(y).sum())(y)
          compare(slope.log(), row.logProb)
          const back = whole.parts[0]!.inv
          compare(back.forward(whole.parts[0]!.forward(x)), row.x)
          compare(back.logAbsDetJacobian(y, x).add(whole.parts[0]!.logAbsDetJacobian(x, y)), [0, 0, 0])
          expect(back.inv).toBe(whole.parts[0])
        } else expect(() => d.cdf(y)).toThrow('the distribution function has no closed form')
        expect(engine.stats().fallbacks).toEqual({})
      })
    },
  )
})

test('derivatives by parameters and values, and of draws', () => {
  const squashed = (loc: Tensor, scale: Tensor): dist.Distribution =>
    new dist.TransformedDistribution(new dist.Normal(loc, scale), [
      new dist.AffineTransform(loc, scale),
      new dist.TanhTransform(),
    ])
  const [loc, scale] = [f64([0.1, -0.4]), f64([0.5, 0.7])]
  checkDerivatives((a, b, y) => squashed(a!, b!).logProb(y!), [loc, scale, f64([0.3, -0.6])])
  checkDerivatives((a, b) => squashed(a!, b!).rsample([3], options), [loc, scale], { batch: false })
  checkDerivatives((a, b) => new dist.LogisticNormal(a!, b!).rsample([3], options), [loc, scale], {
    batch: false,
  })
  const run = jit((a: Tensor, b: Tensor) => squashed(a, b).rsample([3], options))
  expect(
    numbers(
      run(loc, scale)
        .sub(squashed(loc, scale).rsample([3], options))
        .abs(),
    ).every((x) => x < 1e-15),
  ).toBe(true)
})

test('a log-normal number is exp of a normal one; outside there is nothing', () => {
  const d = new dist.TransformedDistribution(new dist.Normal(f64(0.5), 1.5), new dist.ExpTransform())
  const same = new dist.LogNormal(f64(0.5), 1.5)
  const y = f64([0.1, 1, 30])
  expect(numbers(d.logProb(y).sub(same.logProb(y)).abs()).every((x) => x < 1e-14)).toBe(true)
  expect(numbers(d.logProb([-1, 0, Infinity, NaN]))).toEqual([-Infinity, -Infinity, -Infinity, NaN])
  expect(numbers(d.cdf([-1, 0, Infinity, NaN]))).toEqual([0, 0, 1, NaN])
  expect(grad((y: Tensor) => d.logProb(y).sum())(f64([-1, 0])).toArray()).toEqual([0, 0])
  // of 3 - 2 e^x, which falls and ends at 3
  const turned = new dist.TransformedDistribution(new dist.Normal(f64(0), 1), [
    new dist.ExpTransform(),
    new dist.AffineTransform(f64(3), -2),
  ])
  expect(numbers(turned.logProb([3, 4]))).toEqual([-Infinity, -Infinity])
  expect(numbers(turned.cdf([3, 4, 1]))).toEqual([1, 1, 0.5])
  expect(turned.icdf(0.5).item()).toBe(1)
})

test('parameters of transforms make many of one base; what cannot be is refused; the console', () => {
  const many = new dist.TransformedDistribution(new dist.Normal(0, 1), new dist.AffineTransform([1, 2, 3], 1))
  expect(many.batchShape).toEqual([3])
  const drawn = numbers(many.sample([], options).sub([1, 2, 3]))
  expect(new Set(drawn.map((x) => x.toFixed(4))).size).toBe(3)
  expect(
    () => new dist.TransformedDistribution(new dist.Normal([0], 1), new dist.AffineTransform([1, 2], 1)),
  ).toThrow('give its own parameters in that shape')
  expect(() => new dist.TransformedDistribution(new dist.Poisson(1), new dist.ExpTransform())).toThrow(
    'whole numbers',
  )
  expect(() => new dist.ComposeTransform([])).toThrow('give a list of transforms')
  expect(() => new dist.LogisticNormal(0, 1)).toThrow('loc is one number')
  expect(() => new dist.StickBreakingTransform().inv).toThrow('use its inverse')
  expect(() => new dist.AffineTransform(0, Infinity)).toThrow('AffineTransform: scale is Infinity')
  expect(`${many}`).toBe('TransformedDistribution(base: Normal(loc: 0, scale: 1))')
  expect(`${new dist.LogisticNormal([0, 1], 1)}`).toBe('LogisticNormal(loc: f32[2], scale: f32[2])')
})
