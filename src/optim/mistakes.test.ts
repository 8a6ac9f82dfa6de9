import { expect, test } from 'vitest'
import { NablaError, ones, type Tensor, tensor, variable } from '../tensor/index.ts'
import * as optim from './index.ts'

const { adam, sgd, SGD, Adam, LBFGS, Rprop, ASGD } = optim
const weights = { w: tensor([1, 2]) }
const { init, update } = adam(0.1)
const state = init(weights)
const stepped = (): optim.Optimizer => {
  const p = variable([1, 2])
  p.grad = ones([2])
  return new Adam([p])
}
const anything = (x: unknown): never => x as never

test.each<[string, () => unknown]>([
  ['Adam: the state is undefined: it must be what init', () => update(weights, anything(undefined), weights)],
  ['Adam: the state is 3', () => update(weights, anything(3), weights)],
  [
    'Adam: the state is {step,settings,slots}',
    () => update(weights, { ...state, slots: anything({ m: null }) }, weights),
  ],
  [
    'Adam: the state is {step,settings,slots}',
    () => update(weights, { ...state, settings: anything(null) }, weights),
  ],
  ['Adam: the state is', () => update(weights, init({ w: tensor(1), b: tensor(2) }), weights)],
  ['Adam: an element is null', () => update(weights, { ...state, step: anything(null) }, weights)],
  ['Adam: nested deeper than 1000', () => init(nested(1001))],
  ['Adam: a promise stands where a value must', () => init(Promise.resolve(1))],
  ['SGD: the parameters are undefined', () => sgd(0.1).over(anything(undefined))],
  [
    'SGD: dampening is null: it must be a number',
    () => new SGD([variable(1)], { dampening: anything(null) }),
  ],
  ['SGD: maximize is 1: it must be one of true, false', () => sgd({ maximize: anything(1) })],
  ['ASGD: lambd is 1n: it must be a number', () => new ASGD([variable(1)], { lambd: anything(1n) })],
  ['Rprop: etas is null: it must be two numbers', () => new Rprop([variable(1)], { etas: anything(null) })],
  ['Rprop: etas is [Symbol(e)]: it', () => new Rprop([variable(1)], { etas: anything([Symbol('e')]) })],
  ['Rprop: stepSizes is 3', () => new Rprop([variable(1)], { stepSizes: anything(3) })],
  ['Adam: the parameters are undefined: give', () => stepped().addGroup(anything(undefined))],
  ['Adam.step: a promise stands where', () => stepped().step(anything(async () => tensor(1)))],
  ['Adam.step: what computes the loss is 3', () => stepped().step(anything(3))],
  [
    'functional: slots of the rule is undefined',
    () =>
      optim.functional(
        anything(() => ({})),
        {},
      ),
  ],
  [
    'Optimizer: slots of the rule is',
    () =>
      new optim.Optimizer(
        [variable(1)],
        {},
        anything(() => undefined),
      ),
  ],
  ['LBFGS: the closure returned 3: it must', () => new LBFGS([variable(1)]).step(anything(() => 3))],
  ['LBFGS: the state is undefined', () => new LBFGS([variable(1)]).loadStateDict(anything(undefined))],
  [
    'LBFGS: the state is {}',
    () =>
      optim.lbfgs().update(
        anything(() => 1),
        anything({}),
        weights,
      ),
  ],
  ['LBFGS: what gives the value', () => optim.lbfgs().update(anything(weights), anything({}), weights)],
  [
    'LBFGS: the function returned 3: it must return the value and gradients',
    () =>
      optim.lbfgs().update(
        anything(() => 3),
        optim.lbfgs().init(weights),
        weights,
      ),
  ],
  ['clipByValue: the limit is Symbol(l)', () => optim.clipByValue(weights, anything(Symbol('l')))],
  ['clipByGlobalNorm: the limit is [1]', () => optim.clipByGlobalNorm(weights, anything([1]))],
  ['clipByGlobalNorm: there is no tensor in the tree', () => optim.clipByGlobalNorm({}, 1)],
  ['globalNorm: the order is Symbol(o)', () => optim.globalNorm(weights, anything(Symbol('o')))],
  ['clipGradNorm: the parameters are [undefined]', () => optim.clipGradNorm(anything([undefined]), 1)],
  ['clipGradValue: the parameters are [{}]', () => optim.clipGradValue(anything({}), 1)],
])('%s', (message, call) => {
  expect(call).toThrow(NablaError)
  expect(call).toThrow(message)
})

function nested(depth: number): unknown {
  let tree: unknown = 1
  for (let i = 0; i < depth; i++) tree = [tree]
  return tree
}

test.each<[string, unknown]>([
  ['the state has no groups', undefined],
  ['the state has no groups', { groups: [undefined], state: {} }],
  ['the state has no groups', { groups: [{ params: 3 }], state: {} }],
  ['the state has no groups', { ...stepped().stateDict(), state: null }],
  ['parameter 0 has no state', { ...stepped().stateDict(), state: 'abc' }],
  ['parameter 0 has no state', { ...stepped().stateDict(), state: [3] }],
])('loadStateDict: %s (%#)', (message, saved) => {
  const optimizer = stepped()
  optimizer.step()
  const before = JSON.stringify(optimizer.stateDict())
  expect(() => optimizer.loadStateDict(anything(saved))).toThrow(`Adam: loadStateDict: ${message}`)
  expect(JSON.stringify(optimizer.stateDict())).toBe(before)
})

test('options of the second group that do not fit leave the first as it was', () => {
  const groups = (): { params: Tensor[]; lr: number }[] => [
    { params: [variable(1)], lr: 0.1 },
    { params: [variable(2)], lr: 0.2 },
  ]
  const optimizer = new SGD(groups())
  const saved = JSON.parse(JSON.stringify(new SGD(groups()).stateDict()))
  saved.groups[0].options.lr = 7
  saved.groups[1].options.lr = 'fast'
  expect(() => optimizer.loadStateDict(saved)).toThrow('SGD: lr is "fast"')
  expect(optimizer.groups.map(({ lr }) => lr)).toEqual([0.1, 0.2])
})
