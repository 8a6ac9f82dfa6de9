import { describe, expect, test } from 'vitest'
import * as nn from '../nn/index.ts'
import { OptionError } from '../options.ts'
import { variable } from '../tensor/index.ts'
import * as optim from './index.ts'
import { OptimizerError } from './index.ts'

const params = () => [variable([1, 2])]
const classes = {
  SGD: optim.SGD,
  Adam: optim.Adam,
  AdamW: optim.AdamW,
  Adafactor: optim.Adafactor,
  Adagrad: optim.Adagrad,
  Adadelta: optim.Adadelta,
  Adamax: optim.Adamax,
  NAdam: optim.NAdam,
  RAdam: optim.RAdam,
  RMSprop: optim.RMSprop,
  Rprop: optim.Rprop,
  ASGD: optim.ASGD,
  Muon: optim.Muon,
  LBFGS: optim.LBFGS,
}

describe.each(Object.entries(classes))('%s', (name, Class) => {
  test('refuses options that there are not', () => {
    expect(() => new Class(params(), { learningRate: 0.1 } as never)).toThrow(
      `${name}: there is no option 'learningRate': the options are an object of lr`,
    )
    expect(() => new Class(params(), 1e-3 as never)).toThrow(`${name}: options are given as 0.001`)
    expect(() => new Class(params(), { learningRate: 0.1 } as never)).toThrow(OptionError)
    expect(() => new Class(params(), { lr: undefined as never })).not.toThrow()
  })

  test('names what are no parameters', () => {
    expect(() => new Class(nn.linear(1, 1) as never)).toThrow(
      `${name}: the parameters are a Linear: give model.parameters()`,
    )
    expect(() => new Class(undefined as never)).toThrow(`${name}: the parameters are undefined`)
    expect(() => new Class([])).toThrow(`${name}: the parameters are []: give model.parameters()`)
    expect(() => new Class([])).toThrow(OptimizerError)
  })

  test('refuses a learning rate that is no number', () => {
    expect(() => new Class(params(), { lr: '0.1' as never })).toThrow(
      `${name}: lr is "0.1": it must be a number`,
    )
  })
})

test('options of groups are checked too', () => {
  expect(() => new optim.SGD([{ params: params(), weight_decay: 1 } as never])).toThrow(
    "SGD: there is no option 'weight_decay'",
  )
  expect(() => new optim.SGD([{ parameters: params() } as never])).toThrow(
    'SGD: the parameters are undefined',
  )
})

test('the functional form takes a rate or options, and no parameters', () => {
  expect(() => optim.lbfgs(params() as never)).toThrow(/LBFGS: lr is \[a .*new LBFGS\(model\.parameters\(\)/)
  expect(() => optim.adam(params() as never)).toThrow(/Adam: lr is \[a .*new Adam\(model\.parameters\(\)/)
  expect(() => optim.adam({ rate: 1 } as never)).toThrow("Adam: there is no option 'rate'")
  expect(() => optim.sgd(0.1, { moment: 0.9 } as never)).toThrow("SGD: there is no option 'moment'")
})

describe('schedulers', () => {
  const optimizer = () => new optim.SGD(params(), { lr: 0.1 })
  const made: Record<string, (options: never) => unknown> = {
    StepLR: (o) => new optim.StepLR(optimizer(), o),
    MultiStepLR: (o) => new optim.MultiStepLR(optimizer(), o),
    ConstantLR: (o) => new optim.ConstantLR(optimizer(), o),
    LinearLR: (o) => new optim.LinearLR(optimizer(), o),
    ExponentialLR: (o) => new optim.ExponentialLR(optimizer(), o),
    PolynomialLR: (o) => new optim.PolynomialLR(optimizer(), o),
    CosineAnnealingLR: (o) => new optim.CosineAnnealingLR(optimizer(), o),
    CosineAnnealingWarmRestarts: (o) => new optim.CosineAnnealingWarmRestarts(optimizer(), o),
    LambdaLR: (o) => new optim.LambdaLR(optimizer(), o),
    CyclicLR: (o) => new optim.CyclicLR(optimizer(), o),
    OneCycleLR: (o) => new optim.OneCycleLR(optimizer(), o),
    ReduceLROnPlateau: (o) => new optim.ReduceLROnPlateau(optimizer(), o),
  }
  test.each(Object.entries(made))('%s refuses options that there are not', (name, make) => {
    expect(() => make({ step_size: 10 } as never)).toThrow(`${name}: there is no option 'step_size'`)
    expect(() => make(10 as never)).toThrow(`${name}: options are given as 10`)
  })

  test('what cannot be left out is named', () => {
    expect(() => new optim.StepLR(optimizer(), {} as never)).toThrow(
      'StepLR: stepSize is undefined: it must be a whole number',
    )
    expect(() => new optim.CosineAnnealingLR(optimizer(), { etaMin: 0 } as never)).toThrow(
      'tMax is undefined',
    )
    expect(() => new optim.CyclicLR(optimizer(), { baseLr: 1 } as never)).toThrow('maxLr is undefined')
    expect(() => new optim.OneCycleLR(optimizer(), { totalSteps: 9 } as never)).toThrow('maxLr is undefined')
  })

  test('they need an optimizer with rates', () => {
    expect(() => new optim.StepLR(optim.adam(0.1) as never, { stepSize: 1 })).toThrow(
      /StepLR: there is no optimizer with learning rates.*scheduler: \(optimizer\) => new StepLR/,
    )
  })
})

describe('schedulers', () => {
  const sgd = () => new optim.SGD(params(), { lr: 0.1 })
  test.each<[string, () => unknown, string]>([
    [
      'CyclicLR',
      () => new optim.CyclicLR(sgd(), { baseLr: 1, maxLr: 2, mode: 'exp_range' as never }),
      'mode is exp_range: it must be one of triangular',
    ],
    [
      'OneCycleLR',
      () => new optim.OneCycleLR(sgd(), { maxLr: 1, totalSteps: 5, annealStrategy: 'cosine' as never }),
      'annealStrategy is cosine',
    ],
    [
      'ReduceLROnPlateau',
      () => new optim.ReduceLROnPlateau(sgd(), { mode: 'least' as never }),
      'mode is least',
    ],
    [
      'ReduceLROnPlateau',
      () => new optim.ReduceLROnPlateau(sgd(), { thresholdMode: 'relative' as never }),
      'thresholdMode is relative',
    ],
    [
      'SequentialLR',
      () => new optim.SequentialLR(sgd(), { scheduler: [] } as never),
      "no option 'scheduler'",
    ],
    ['SequentialLR', () => new optim.SequentialLR(sgd(), undefined as never), 'there are no schedulers'],
    ['ChainedScheduler', () => new optim.ChainedScheduler([]), 'there are no schedulers'],
    ['ChainedScheduler', () => new optim.ChainedScheduler(undefined as never), 'there are no schedulers'],
    [
      'LambdaLR',
      () => new optim.LambdaLR(sgd(), { lrLambda: 3 as never }),
      'lrLambda is 3: it must be a function',
    ],
    ['MultiplicativeLR', () => new optim.MultiplicativeLR(sgd(), {} as never), 'lrLambda is undefined'],
    [
      'MultiStepLR',
      () => new optim.MultiStepLR(sgd(), { milestones: 3 as never }),
      'milestones is 3: it must be a list',
    ],
    [
      'StepLR',
      () => new optim.StepLR(sgd(), { stepSize: 0 }),
      'stepSize is 0: it must be a whole number > 0',
    ],
    ['CosineAnnealingLR', () => new optim.CosineAnnealingLR(sgd(), { tMax: 0 }), 'tMax is 0'],
    [
      'CosineAnnealingWarmRestarts',
      () => new optim.CosineAnnealingWarmRestarts(sgd(), { t0: 3, tMult: 0 }),
      'tMult is 0',
    ],
    [
      'LinearLR',
      () => new optim.LinearLR(sgd(), { startFactor: 0 }),
      'startFactor is 0: it must be > 0 and <= 1',
    ],
    ['ConstantLR', () => new optim.ConstantLR(sgd(), { factor: 2 }), 'factor is 2: it must be > 0 and <= 1'],
  ])('%s names what cannot be', (name, make, message) => {
    expect(make).toThrow(`${name}: `)
    expect(make).toThrow(message)
  })

  test('a cycle may move the momentum of SGD that has none yet, as in PyTorch', () => {
    const optimizer = sgd()
    new optim.CyclicLR(optimizer, { baseLr: 0.1, maxLr: 1 })
    expect(optimizer.groups[0]!.options.momentum).toBe(0.9)
    const [p] = optimizer.parameters
    p!.mul(p!).sum().backward()
    optimizer.step()
    expect(p!.toArray()).toEqual([0.8, 1.6].map(Math.fround))
    const late = sgd()
    late.parameters[0]!.sum().backward()
    late.step()
    expect(() => late.groups[0]!.set({ momentum: 0.9 })).toThrow('make a new optimizer')
  })
})

test('a step is given what computes the loss, or nothing', () => {
  const [w] = params() as [ReturnType<typeof variable>]
  const adam = new optim.Adam([w])
  expect(() => adam.step(w.sum() as never)).toThrow(
    'Adam.step: what computes the loss is a Tensor: it must be a function.',
  )
  expect(() => adam.step()).not.toThrow()
  expect(() => new optim.LBFGS([w]).step(undefined as never)).toThrow(
    'LBFGS.step: what computes the loss, and calls backward, is undefined: it must be a function.',
  )
})

test('what clipping and loading are given', () => {
  const list = nn.linear(2, 2).parameters()
  expect(() => optim.clipGradNorm(list, -1)).toThrow(
    'clipGradNorm: the limit is -1: it must be a number >= 0',
  )
  expect(() => optim.clipGradNorm(list, undefined as never)).toThrow('the limit is undefined')
  expect(() => optim.clipGradValue(nn.linear(2, 2) as never, 1)).toThrow('give model.parameters()')
  const adam = new optim.Adam(list)
  expect(() => adam.loadStateDict({} as never)).toThrow('it must be what stateDict() gave')
  expect(() => adam.loadStateDict(undefined as never)).toThrow(OptimizerError)
  expect(() => new optim.Adam(list, { betas: 0.9 as never })).toThrow('betas is 0.9: it must be two numbers')
})
