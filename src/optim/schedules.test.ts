import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { variable } from '../tensor/index.ts'
import {
  ChainedScheduler,
  ConstantLR,
  CosineAnnealingLR,
  ExponentialLR,
  LinearLR,
  ReduceLROnPlateau,
  SequentialLR,
  SGD,
  StepLR,
} from './index.ts'

// rounded below 0 the rate would be refused, in the middle of a training
test('LinearLR comes down to 0 itself, from every rate in any number of steps', () => {
  for (const lr of [0.1, 0.5, 3e-4])
    for (const startFactor of [1, 1 / 3, 0.1])
      for (let totalIters = 1; totalIters < 60; totalIters++) {
        const optimizer = new SGD([variable([0])], { lr })
        const schedule = new LinearLR(optimizer, { startFactor, endFactor: 0, totalIters })
        for (let t = 1; t < totalIters; t++) {
          schedule.step()
          expect(optimizer.groups[0]!.lr).toBeCloseTo(lr * startFactor * (1 - t / totalIters), 14)
        }
        schedule.step()
        schedule.step()
        expect(schedule.lastLr()).toEqual([0])
      }
})

const ratesOf = (make: (optimizer: SGD) => { step(): void }, steps: number): number[] => {
  const optimizer = new SGD([variable([0])], { lr: 1 })
  const schedule = make(optimizer)
  const rates = [optimizer.groups[0]!.lr]
  for (let t = 0; t < steps; t++) {
    schedule.step()
    rates.push(optimizer.groups[0]!.lr)
  }
  return rates
}

test('no steps of a warm-up are none', () => {
  expect(ratesOf((o) => new ConstantLR(o, { factor: 0.5, totalIters: 0 }), 2)).toEqual([1, 1, 1])
  expect(ratesOf((o) => new ConstantLR(o, { factor: 0.5, totalIters: 1 }), 2)).toEqual([0.5, 1, 1])
  expect(ratesOf((o) => new LinearLR(o, { startFactor: 0.5, totalIters: 0 }), 2)).toEqual([1, 1, 1])
  expect(ratesOf((o) => new LinearLR(o, { endFactor: 0.25, totalIters: 0 }), 1)).toEqual([0.25, 0.25])
  for (const totalIters of [0.5, -1, NaN, Infinity])
    for (const Schedule of [ConstantLR, LinearLR])
      expect(() => ratesOf((o) => new Schedule(o, { totalIters }), 1)).toThrow(
        `${Schedule.name}: totalIters is ${totalIters}: it must be a whole number >= 0.`,
      )
})

test('a cosine that is chained with a decay gives no rate below 0, which an optimizer refuses', () => {
  const make = (o: SGD) =>
    new ChainedScheduler([
      new ExponentialLR(o, { gamma: 0.5 }),
      new CosineAnnealingLR(o, { tMax: 4, etaMin: 0.1 }),
    ])
  const rates = ratesOf(make, 40)
  // PyTorch goes on at -0.01187, -0.02411
  const wanted = [1, 0.4414213562, 0.1707106781, 0.0957106781, 0.1, 0.1818019485, 0.0689339828, 0, 0]
  wanted.forEach((rate, t) => {
    expect(rates[t]).toBeCloseTo(rate, 9)
  })
  expect(Math.min(...rates)).toBe(0)
})

test('a scheduler prints where it is', () => {
  const optimizer = new SGD([variable([0])], { lr: 0.3 })
  const warm = new LinearLR(optimizer, { startFactor: 1 / 9 })
  const steps = new StepLR(optimizer, { stepSize: 2 })
  const both = new SequentialLR(optimizer, { schedulers: [warm, steps], milestones: [3] })
  both.step()
  expect(inspect(both)).toBe('SequentialLR(steps: 1, lr: 0.0866667)')
  expect(inspect(new ReduceLROnPlateau(optimizer))).toBe('ReduceLROnPlateau(lr: 0.0866667)')
  expect(inspect(new ChainedScheduler([warm, steps]))).toBe(
    'ChainedScheduler(LinearLR(steps: 1, lr: 0.0866667), StepLR(steps: 0, lr: 0.0866667))',
  )
  optimizer.addGroup({ params: [variable([0])], lr: 1 })
  expect(`${warm}`).toBe('LinearLR(steps: 1, lr: [0.0866667,1])')
})
