import { describe, expect, test } from 'vitest'
import { grad, jit, type Tensor, tensor, variable } from '../tensor/index.ts'
import { Muon, type MuonOptions, muon, OptimizerError, type OptimizerState } from './index.ts'

const along = (count: number, value: (i: number) => number, shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: count }, (_, i) => value(i)),
    { shape: [...shape] },
  )

// four steps of PyTorch 2.13, its iteration in float64 (there it is rounded to bfloat16)
const trajectories: [shape: [number, number], options: MuonOptions, end: number[]][] = [
  [
    [2, 3],
    {},
    [
      -0.3015724474171772, 0.10021163700390308, 0.5022627685204176, -0.09838976889034569, 0.30204287603870045,
      -0.29855119593818985,
    ],
  ],
  [
    [3, 2],
    { lr: 0.05, nesterov: false },
    [
      -0.4471770713399112, 0.038111942180388145, 0.5126807603780147, 0.07587345533548068, 0.4234046769031441,
      -0.37516283357082175,
    ],
  ],
  [
    [3, 2],
    { lr: 0.1, adjustLrFn: 'matchRmsAdamw', weightDecay: 0 },
    [
      -0.38741864841085805, 0.06566479683680951, 0.5131180204192568, -0.0009218532656043822,
      0.3735406811297915, -0.34602564582839096,
    ],
  ],
  [
    [2, 2],
    { lr: 0.2, momentum: 0.5, nsSteps: 3, nsCoefficients: [2, -1.5, 0.5] },
    [-1.0495997297915476, 0.01984696316344077, 0.38876082830478675, 0.6807422652852373],
  ],
]

describe.each(trajectories)('Muon of %j with %j', (shape, options, end) => {
  const count = shape[0] * shape[1]
  const start = along(count, (i) => ((i * 7) % 5) / 5 - 0.3, shape)
  const weights = along(count, Math.cos, shape)
  const loss = (w: Tensor): Tensor => w.sin().mul(weights).sum()
  const isEnd = (w: Tensor): void => {
    for (const [i, x] of w.data().entries()) expect(x).toBeCloseTo(end[i]!, 12)
  }

  test('goes where PyTorch goes', () => {
    const w = variable(start)
    const optimizer = new Muon([w], options)
    for (let i = 0; i < 4; i++) {
      optimizer.zeroGrad()
      loss(w).backward()
      optimizer.step()
    }
    isEnd(w)
  })

  test('and so does its functional form, compiled', () => {
    const { init, update } = muon(options.lr ?? 1e-3, options)
    const step = jit((w: Tensor, state: OptimizerState) => update(grad(loss)(w), state, w))
    let [w, state] = [start, init(start)]
    for (let i = 0; i < 4; i++) ({ params: w, state } = step(w, state))
    isEnd(w)
  })
})

test('Muon takes matrices alone, and says who takes the others', () => {
  const make = (options: object) => () => new Muon([variable([[1, 2]])], options)
  const vector = variable([1, 2])
  const optimizer = new Muon([vector])
  vector.sum().backward()
  expect(() => optimizer.step()).toThrow(
    'Muon: a parameter has shape [2]: it takes matrices alone. Give the others, and embeddings, to another optimizer',
  )
  expect(make({ nsSteps: 2.5 })).toThrow('Muon: nsSteps is 2.5: it must be a whole number below 100.')
  expect(make({ nsCoefficients: [1, 2] })).toThrow('nsCoefficients are [1,2]: they must be three numbers.')
  expect(make({ adjustLrFn: 'none' })).toThrow('adjustLrFn')
  expect(make({ momentum: -1 })).toThrow(OptimizerError)
})
