import { expect, test } from 'vitest'
import { variable } from '../tensor/index.ts'
import { Adam, CyclicLR, OneCycleLR, SGD } from './index.ts'

const close = (found: readonly number[][], wanted: readonly number[][]): void =>
  found.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(wanted[i]![j]!, 12)
    })
  })

// what PyTorch 2 gives: rate and momentum of each of two groups, at each step
test('cyclic rates and momenta may be one for each group', () => {
  const groups = [
    { params: variable(0), lr: 0.1 },
    { params: variable(0), lr: 0.2 },
  ]
  const optimizer = new SGD(groups, { lr: 0.1, momentum: 0.9 })
  const scheduler = new CyclicLR(optimizer, {
    baseLr: [0.01, 0.02],
    maxLr: [0.1, 0.3],
    stepSizeUp: 3,
    baseMomentum: [0.8, 0.7],
    maxMomentum: [0.9, 0.95],
  })
  const rows: number[][] = []
  for (let i = 0; i < 4; i++) {
    rows.push(optimizer.groups.flatMap(({ lr, options }) => [lr, options.momentum!]))
    scheduler.step()
  }
  close(rows, [
    [0.01, 0.9, 0.02, 0.95],
    [0.04, 0.8666666666666667, 0.11333333333333337, 0.8666666666666666],
    [0.07, 0.8333333333333334, 0.2066666666666666, 0.7833333333333333],
    [0.1, 0.8, 0.3, 0.7],
  ])
  const amplitudes = (options: object): number[] => {
    const scheduled = new SGD([variable(0)], { lr: 0.1, momentum: 0.9 })
    const scheduler = new CyclicLR(scheduled, { baseLr: 0.1, maxLr: 1, stepSizeUp: 2, ...options })
    return Array.from({ length: 7 }, () => {
      scheduler.step()
      return scheduled.groups[0]!.lr
    })
  }
  expect(amplitudes({ mode: 'expRange' })).toEqual(amplitudes({ mode: 'triangular' }))
  expect(() => new CyclicLR(optimizer, { baseLr: [0.1], maxLr: 1 })).toThrow(
    'CyclicLR: baseLr is [0.1]: it must be one number, or one for each of the 2 groups.',
  )
})

test('one cycle may reach another rate in each group', () => {
  const optimizer = new Adam([{ params: variable(0) }, { params: variable(0) }], { lr: 0.1 })
  const scheduler = new OneCycleLR(optimizer, { maxLr: [0.1, 0.3], totalSteps: 8 })
  const rows: number[][] = []
  for (let i = 0; i < 8; i++) {
    rows.push(optimizer.groups.flatMap(({ lr, options }) => [lr, options.betas![0]]))
    if (i < 7) scheduler.step()
  }
  const beta = [0.95, 0.8688255099070633, 0.8528058334845816, 0.8688255099070633, 0.8944017761948346]
  const rate = [0.004, 0.08192751048921922, 0.09719417773875232, 0.0811745653949763, 0.05559840141227016]
  close(
    rows.slice(0, 5),
    rate.map((lr, i) => [lr, beta[i]!, 3 * lr, beta[i]!]),
  )
})

test.each([
  [
    'CyclicLR',
    (optimizer: SGD, lr: number | number[]) =>
      new CyclicLR(optimizer, { baseLr: 0.01, maxLr: lr, stepSizeUp: 2 }),
  ],
  [
    'OneCycleLR',
    (optimizer: SGD, lr: number | number[]) => new OneCycleLR(optimizer, { maxLr: lr, totalSteps: 8 }),
  ],
])('%s moves a group that is added later by what holds for all; a list has no rate for it', (name, make) => {
  const optimizer = new SGD([variable(0)], { lr: 0.1, momentum: 0.9 })
  const scheduler = make(optimizer, 0.1)
  optimizer.addGroup({ params: [variable(1)] })
  scheduler.step()
  const [first, second] = optimizer.groups.map(({ lr, options }) => [lr, options.momentum])
  expect(second).toEqual(first)
  expect(first![0]).toBeGreaterThan(0.01)
  const listed = new SGD([variable(0)], { lr: 0.1, momentum: 0.9 })
  const short = make(listed, [0.1])
  listed.addGroup({ params: [variable(1)] })
  expect(() => short.step()).toThrow(
    `${name}: maxLr is [0.1]: it must be one number, or one for each of the 2 groups.`,
  )
})

test.each([0, -3, 2.5, Number.NaN])('a run of %d steps is refused', (totalSteps) => {
  const optimizer = new SGD([variable(0)], { lr: 0.1, momentum: 0.9 })
  expect(() => new OneCycleLR(optimizer, { maxLr: 1, totalSteps })).toThrow(
    `OneCycleLR: the number of steps is ${totalSteps}`,
  )
})

test('a cycle that begins again begins with its first momentum', () => {
  const optimizer = new SGD([variable(0)], { lr: 0.1, momentum: 0.9 })
  const scheduler = new CyclicLR(optimizer, { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 2 })
  scheduler.step()
  expect(optimizer.groups[0]!.options.momentum).toBeCloseTo(0.85, 12)
  scheduler.restart()
  expect(optimizer.groups[0]!.options.momentum).toBe(0.9)
})
