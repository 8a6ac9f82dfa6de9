import { describe, expect, test } from 'vitest'
import { variable } from '../tensor/index.ts'
import * as optim from './index.ts'

type Saved = optim.Scheduler & { stateDict(): unknown; loadStateDict(state: never): void }
type Make = (optimizer: optim.Scheduled) => Saved

const { LinearLR, StepLR, ExponentialLR, CosineAnnealingLR } = optim
const schedulers: Record<string, Make> = {
  LambdaLR: (o) => new optim.LambdaLR(o, { lrLambda: (t) => 1 / (1 + t) }),
  MultiplicativeLR: (o) => new optim.MultiplicativeLR(o, { lrLambda: (t) => 1 - 0.05 * t }),
  StepLR: (o) => new StepLR(o, { stepSize: 3 }),
  MultiStepLR: (o) => new optim.MultiStepLR(o, { milestones: [2, 2, 5] }),
  ConstantLR: (o) => new optim.ConstantLR(o, { totalIters: 4 }),
  LinearLR: (o) => new LinearLR(o, { totalIters: 6 }),
  ExponentialLR: (o) => new ExponentialLR(o, { gamma: 0.8 }),
  PolynomialLR: (o) => new optim.PolynomialLR(o, { totalIters: 7, power: 2 }),
  CosineAnnealingLR: (o) => new CosineAnnealingLR(o, { tMax: 3 }),
  CosineAnnealingWarmRestarts: (o) => new optim.CosineAnnealingWarmRestarts(o, { t0: 2, tMult: 2 }),
  CyclicLR: (o) => new optim.CyclicLR(o, { baseLr: 0.01, maxLr: 0.3, stepSizeUp: 3, mode: 'triangular2' }),
  OneCycleLR: (o) => new optim.OneCycleLR(o, { maxLr: 0.5, totalSteps: 12 }),
  SequentialLR: (o) =>
    new optim.SequentialLR(o, {
      schedulers: [
        new LinearLR(o, { totalIters: 3 }),
        new ExponentialLR(o, { gamma: 0.7 }),
        new CosineAnnealingLR(o, { tMax: 3 }),
      ],
      milestones: [3, 7],
    }),
  ChainedScheduler: (o) =>
    new optim.ChainedScheduler([new LinearLR(o, { totalIters: 5 }), new StepLR(o, { stepSize: 4 })]),
  ReduceLROnPlateau: (o) =>
    new optim.ReduceLROnPlateau(o, { patience: 1, cooldown: 1 }) as optim.ReduceLROnPlateau & optim.Scheduler,
}
/** Improves, stands still, gets worse. */
const metrics = [3, 2, 2, 2, 1, 1, 1, 1, 4, 4, 4]

const sgd = () =>
  new optim.SGD(
    [
      { params: [variable([0])], lr: 0.1, momentum: 0.9 },
      { params: [variable([0])], lr: 0.02, momentum: 0.9 },
    ],
    {
      lr: 0.1,
      momentum: 0.9,
    },
  )
const step = (scheduler: optim.Scheduler, i: number): void =>
  (scheduler as { step(metric: number): void }).step(metrics[i]!)
const seen = (optimizer: ReturnType<typeof sgd>) =>
  optimizer.groups.map(({ lr, options }) => [lr, options.momentum])

describe.each(Object.entries(schedulers))('%s goes on from where it was saved', (_, make) => {
  test.each([0, 1, 3, 4, 7, 10])('after %i steps', (count) => {
    const optimizer = sgd()
    const scheduler = make(optimizer)
    for (let i = 0; i < count; i++) step(scheduler, i)
    const saved = JSON.stringify({ optimizer: optimizer.stateDict(), scheduler: scheduler.stateDict() })

    // the parts may be made and loaded in any order, and the scheduler alone sets its rates
    const { optimizer: moments, scheduler: rates } = JSON.parse(saved)
    const again = [0, 1, 2].map((order) => {
      const optimizer = sgd()
      if (order === 0) optimizer.loadStateDict(moments)
      const scheduler = make(optimizer)
      if (order === 1) optimizer.loadStateDict(moments)
      scheduler.loadStateDict(rates as never)
      return { optimizer, scheduler }
    })
    for (let i = count; i < metrics.length; i++) {
      for (const other of again) expect(seen(other.optimizer)).toEqual(seen(optimizer))
      for (const each of [scheduler, ...again.map((other) => other.scheduler)]) step(each, i)
    }
    for (const other of again) expect(seen(other.optimizer)).toEqual(seen(optimizer))
  })
})

test('states that do not fit are refused', () => {
  const scheduler = new StepLR(sgd(), { stepSize: 2 })
  const { rates } = scheduler.stateDict()
  expect(() => scheduler.loadStateDict({ steps: 3, rates: [1], bases: rates })).toThrow(
    'rates of the state is [1]: it must be a list of 2 numbers, one for each group',
  )
  expect(() => scheduler.loadStateDict({ steps: -1, rates, bases: rates })).toThrow(optim.OptimizerError)
  expect(() => scheduler.loadStateDict(undefined as never)).toThrow('the state is undefined')
  expect(scheduler.stateDict()).toEqual({ steps: 0, rates, bases: rates })
  const optimizer = sgd()
  expect(() =>
    schedulers['SequentialLR']!(optimizer).loadStateDict({ steps: 1, schedulers: [] } as never),
  ).toThrow('schedulers of the state is []: it must be a list of 3 states')
  const chained = new optim.ChainedScheduler([{ step() {} }])
  expect(() => chained.stateDict()).toThrow('scheduler 0 has no stateDict and loadStateDict')
  const parts = {
    schedulers: [new StepLR(optimizer, { stepSize: 1 }), new StepLR(optimizer, { stepSize: 1 })],
  }
  for (const milestones of [[0], ['a'], 3, [2.5]] as never[])
    expect(() => new optim.SequentialLR(optimizer, { ...parts, milestones })).toThrow(
      /must be whole numbers > 0/,
    )
  expect(() => new optim.ReduceLROnPlateau(optimizer, { minLr: [0] })).toThrow('minLr is [0]')
  expect(() => new optim.ReduceLROnPlateau(optimizer, { factor: 1 })).toThrow('factor is 1')
  expect(() => new optim.ReduceLROnPlateau(optimizer).step(undefined as never)).toThrow(
    'step was given nothing',
  )
})

test('a group that is added later starts from its own rate', () => {
  const optimizer = new optim.SGD([variable([1])], { lr: 1 })
  const scheduler = new optim.LambdaLR(optimizer, { lrLambda: (t) => 1 / (1 + t) })
  scheduler.step()
  optimizer.addGroup({ params: [variable([2])], lr: 4 })
  scheduler.step()
  expect(scheduler.lastLr()).toEqual([1 / 3, 4 / 3])
  expect(scheduler.stateDict().bases).toEqual([1, 4])
})
