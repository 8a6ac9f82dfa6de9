import { expect, test } from 'vitest'
import { grad, jit, type Tensor, tensor, variable } from '../tensor/index.ts'
import { Adafactor, type AdafactorOptions, adafactor } from './index.ts'

const f64 = { dtype: 'float64' } as const
const x = tensor(
  [
    [1, 2, -1],
    [0.5, -1.5, 2],
  ],
  f64,
)
const y = tensor(
  [
    [1, 0],
    [-1, 2],
  ],
  f64,
)
const start = {
  w: [
    [0.5, -1],
    [2, 0.25],
    [-0.75, 1.5],
  ],
  b: [0.1, -0.2],
  s: 0.3,
}

/** A matrix, of which rows and columns are remembered, a vector and a number. */
interface Parameters {
  w: Tensor
  b: Tensor
  s: Tensor
}
const lossOf =
  ({ maximize = false }: AdafactorOptions) =>
  ({ w, b, s }: Parameters): Tensor => {
    const loss = x.matmul(w).add(b).mul(s).sub(y).square().sum()
    return maximize ? loss.neg() : loss
  }

/** w, b and s after five steps of torch.optim.Adafactor (PyTorch 2.13, float64). */
const recorded: [AdafactorOptions, number[]][] = [
  [
    {},
    [
      0.4686857616044872, -0.9346544700713195, 1.916290081793638, 0.21680042310497885, -0.7101697500771156,
      1.5625081976185402, 0.09242867404309786, -0.1923309557459798, 0.28700005149391794,
    ],
  ],
  [
    { lr: 0.5, weightDecay: 0.1, beta2Decay: -0.5, d: 2 },
    [
      0.14440658780433993, 2.0318902763385576, 1.5509531642480665, -0.11535897236293167, -0.6696647761909758,
      2.91595888532667, -0.022838808689884086, -0.022404306958843857, 0.21815753408335098,
    ],
  ],
  [
    { lr: 0.1, eps: [0.5, 0.25], maximize: true },
    [
      0.2999233023067137, -0.3387829504731375, 1.558651632863788, 0.03921772663715376, -0.5380791690992655,
      2.0723281474578004, 0.05834495864937878, -0.08068631891742428, 0.30896333558236444,
    ],
  ],
]

const check = ({ w, b, s }: Parameters, expected: readonly number[]): void =>
  [w, b, s]
    .flatMap((p) => [...p.data()])
    .forEach((value, i) => {
      expect(Math.abs(value - expected[i]!), `${value} instead of ${expected[i]}`).toBeLessThan(1e-12)
    })

test.each(recorded)("steps are PyTorch's: %j", (options, expected) => {
  const loss = lossOf(options)
  for (const compiled of [false, true]) {
    const p = { w: variable(start.w, f64), b: variable(start.b, f64), s: variable(start.s, f64) }
    const optimizer = new Adafactor(Object.values(p), options)
    const own = (): void => {
      optimizer.zeroGrad()
      loss(p).backward()
      optimizer.step()
    }
    const step = compiled ? jit(own) : own
    for (let i = 0; i < 5; i++) step()
    check(p, expected)
  }
  const rule = adafactor(options)
  let params: Parameters = { w: tensor(start.w, f64), b: tensor(start.b, f64), s: tensor(start.s, f64) }
  let state = rule.init(params)
  for (let i = 0; i < 5; i++) ({ params, state } = rule.update(grad(loss)(params), state, params))
  check(params, expected)
})

test('a matrix keeps a number a row and a number a column', () => {
  const optimizer = new Adafactor([variable(start.w), variable([[[1, 2, 3]]])])
  const { state } = optimizer.stateDict()
  expect(state[0]!.slots['rows']!.shape).toEqual([3, 1])
  expect(state[0]!.slots['columns']!.shape).toEqual([1, 2])
  expect(state[1]!.slots['rows']!.shape).toEqual([1, 1, 1])
  expect(state[1]!.slots['columns']!.shape).toEqual([1, 1, 3])
})

test('a state goes on where it was left', () => {
  const loss = lossOf({})
  const run = (w: ReturnType<typeof variable>, optimizer: Adafactor): void => {
    optimizer.zeroGrad()
    loss({ w, b: tensor(start.b, f64), s: tensor(start.s, f64) }).backward()
    optimizer.step()
  }
  const w = variable(start.w, f64)
  const optimizer = new Adafactor([w])
  for (let i = 0; i < 3; i++) run(w, optimizer)
  const again = variable(w.detach())
  const later = new Adafactor([again])
  later.loadStateDict(optimizer.stateDict())
  for (let i = 0; i < 2; i++) {
    run(w, optimizer)
    run(again, later)
  }
  check({ w: again, b: again, s: again }, [...w.data(), ...w.data(), ...w.data()])
})

test('a gradient of zeros moves nothing', () => {
  const w = variable([
    [0, 0],
    [0, 0],
  ])
  const optimizer = new Adafactor([w])
  w.mul(0).sum().backward()
  optimizer.step()
  expect([...w.data()]).toEqual([0, 0, 0, 0])
})

test('options are refused by name', () => {
  const w = variable([1, 2])
  expect(() => new Adafactor([w], { d: 0.5 })).toThrow('Adafactor: d is 0.5: it must be a number >= 1')
  expect(() => new Adafactor([w], { beta2Decay: 0.8 })).toThrow(
    'Adafactor: beta2Decay is 0.8: it must be a number <= 0',
  )
  expect(() => new Adafactor([w], { eps: 1e-3 as never })).toThrow('Adafactor: eps is 0.001')
  expect(() => new Adafactor([w], { eps: [null, -1] })).toThrow('Adafactor: eps[1] is -1')
})
