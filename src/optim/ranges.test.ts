import { expect, test } from 'vitest'
import { variable } from '../tensor/index.ts'
import * as optim from './index.ts'

type Made = (options: never) => unknown
const ofClass =
  (Class: new (params: never, options: never) => unknown): Made =>
  (options) =>
    new Class([variable([1, 2])] as never, options)
const plateau: Made = (options) => new optim.ReduceLROnPlateau(new optim.SGD([variable([1])]), options)

/** Options at the ends of their ranges, and beyond them; the name that an error gives is the option's own, but for pairs. */
const fromZero: readonly (readonly [string, Made, readonly string[]])[] = [
  ['SGD', ofClass(optim.SGD), ['lr', 'momentum', 'weightDecay']],
  ['Adam', ofClass(optim.Adam), ['lr', 'eps', 'weightDecay']],
  ['AdamW', ofClass(optim.AdamW), ['lr', 'eps', 'weightDecay']],
  ['Adamax', ofClass(optim.Adamax), ['lr', 'eps', 'weightDecay']],
  ['NAdam', ofClass(optim.NAdam), ['lr', 'eps', 'weightDecay', 'momentumDecay']],
  ['RAdam', ofClass(optim.RAdam), ['lr', 'eps', 'weightDecay']],
  ['Adadelta', ofClass(optim.Adadelta), ['lr', 'rho', 'eps', 'weightDecay']],
  ['Adafactor', ofClass(optim.Adafactor), ['lr', 'weightDecay']],
  ['Adagrad', ofClass(optim.Adagrad), ['lr', 'lrDecay', 'weightDecay', 'initialAccumulatorValue', 'eps']],
  ['RMSprop', ofClass(optim.RMSprop), ['lr', 'alpha', 'eps', 'weightDecay', 'momentum']],
  ['Rprop', ofClass(optim.Rprop), ['lr']],
  ['ASGD', ofClass(optim.ASGD), ['lr', 'weightDecay']],
  ['Muon', ofClass(optim.Muon), ['lr', 'momentum', 'weightDecay', 'eps', 'nsSteps']],
  ['LBFGS', ofClass(optim.LBFGS), ['lr', 'toleranceGrad', 'toleranceChange']],
  ['ReduceLROnPlateau', plateau, ['factor', 'patience', 'threshold', 'cooldown', 'eps']],
]

test.each(fromZero)('%s takes options of 0, and none below', (name, make, options) => {
  for (const option of options) {
    expect(() => make({ [option]: 0 } as never)).not.toThrow()
    for (const value of [-1e-9, NaN, '1', null])
      expect(() => make({ [option]: value } as never)).toThrow(
        `${name}: ${option} is ${JSON.stringify(value).replace('null', String(value))}: it must be a number >= 0`,
      )
  }
})

const { Adam, AdamW, Adamax, NAdam, RAdam } = optim
test.each(Object.entries({ Adam, AdamW, Adamax, NAdam, RAdam }))(
  '%s takes betas from 0 to below 1',
  (name, Class) => {
    const make = ofClass(Class)
    expect(() => make({ betas: [0, 0] } as never)).not.toThrow()
    for (const value of [-1e-9, 1, NaN]) {
      const message = (beta: string): string =>
        `${name}: ${beta} is ${value}: it must be a number >= 0 and < 1.`
      expect(() => make({ betas: [value, 0.9] } as never)).toThrow(message('beta1'))
      expect(() => make({ betas: [0.9, value] } as never)).toThrow(message('beta2'))
    }
  },
)

test('what else has two ends, or another one', () => {
  const adadelta = ofClass(optim.Adadelta)
  expect(() => adadelta({ rho: 1 } as never)).not.toThrow()
  expect(() => adadelta({ rho: 1.001 } as never)).toThrow('Adadelta: rho is 1.001')
  expect(() => plateau({ factor: 1 } as never)).toThrow(
    'ReduceLROnPlateau: factor is 1: it must be a number >= 0 and < 1.',
  )
  const lbfgs = ofClass(optim.LBFGS)
  for (const option of ['maxIter', 'maxEval', 'historySize']) {
    expect(() => lbfgs({ [option]: 1 } as never)).not.toThrow()
    expect(() => lbfgs({ [option]: 0 } as never)).toThrow(`LBFGS: ${option} is 0: it must be a number >= 1.`)
  }
  const rprop = ofClass(optim.Rprop)
  expect(() => rprop({ stepSizes: [0, 0] } as never)).not.toThrow()
  expect(() => rprop({ stepSizes: [-1, 50] } as never)).toThrow('Rprop: shortest is -1')
  expect(() => rprop({ stepSizes: [1, -1] } as never)).toThrow('Rprop: longest is -1')
  for (const etas of [
    [0, 1.2],
    [1, 1.2],
    [0.5, 1],
  ])
    expect(() => rprop({ etas } as never)).toThrow(`Rprop: etas is [${etas}]`)
  const adafactor = ofClass(optim.Adafactor)
  expect(() => adafactor({ eps: [0, 0], beta2Decay: 0 } as never)).not.toThrow()
  expect(() => adafactor({ eps: [-1, 0] } as never)).toThrow('Adafactor: eps[0] is -1')
  expect(() => adafactor({ eps: [0, -1] } as never)).toThrow('Adafactor: eps[1] is -1')
  expect(() => adafactor({ beta2Decay: 0.1 } as never)).toThrow('Adafactor: beta2Decay is 0.1')
})
