import { describe, expect, test } from 'vitest'
import { arange, jit, type Tensor, tensor, where } from '../tensor/index.ts'
import * as nn from './index.ts'

/** sin(1.7), sin(3.4), ... */
const waves = (shape: readonly number[]): Tensor =>
  arange(1, shape.reduce((a, b) => a * b, 1) + 1, { dtype: 'float64' })
    .mul(1.7)
    .sin()
    .reshape(shape)
const options = { numLayers: 2, bidirectional: true, batchFirst: true, dtype: 'float64' } as const
type Layer = nn.LSTM | nn.GRU

function built<L extends Layer>(layer: L): L {
  layer.parameters().forEach((p, i) => {
    p.assign(
      waves(p.shape)
        .mul(0.5)
        .add(i * 0.01),
    )
  })
  return layer
}
const loss = ({ output, h }: nn.Recurred): Tensor =>
  output
    .square()
    .sum()
    .add(h.mul(waves(h.shape)).sum())
const near = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape)
  expect(a.sub(b).abs().max().item()).toBeLessThan(1e-14)
}

describe.each<[string, () => Layer]>([
  ['LSTM', () => built(nn.lstm(2, 3, options))],
  ['GRU', () => built(nn.gru(2, 3, options))],
  ['RNN', () => built(nn.rnn(2, 3, options) as unknown as nn.GRU)],
])('%s over sequences of several lengths', (_, make) => {
  const lengths = [4, 2, 1]
  const x = waves([3, 4, 2])

  test('gives what each sequence gives alone, 0 after its end, and no gradient there', () => {
    const layer = make()
    const padded = tensor(x.data(), { shape: x.shape, requiresGrad: true })
    const run = layer.forward(padded, undefined, { lengths }) as nn.Recurred
    run.output.square().sum().add(run.h.sum()).backward()
    lengths.forEach((length, i) => {
      const alone = tensor(x.at(i, `:${length}`).data(), { shape: [length, 2], requiresGrad: true })
      const own = layer.forward(alone) as nn.Recurred
      own.output.square().sum().add(own.h.sum()).backward()
      near(run.output.at(i, `:${length}`), own.output)
      near(run.h.at(':', i), own.h)
      near(padded.grad!.at(i, `:${length}`), alone.grad!)
      if (length < 4)
        for (const rest of [run.output, padded.grad!])
          expect(rest.at(i, `${length}:`).abs().max().item()).toBe(0)
    })
  })

  test('whatever pads them', () => {
    const layer = make()
    const gradients = (padding: number): Tensor[] => {
      const inside = arange(4)
        .reshape(1, 4, 1)
        .less(tensor(lengths).reshape(3, 1, 1))
      layer.zeroGrad()
      loss(layer.forward(where(inside, x, padding), undefined, { lengths })).backward()
      return layer.parameters().map((p) => p.grad!)
    }
    const expected = gradients(0)
    gradients(NaN).forEach((gradient, i) => {
      near(gradient, expected[i]!)
    })
  })

  test('in a program, and for one sequence alone', () => {
    const layer = make()
    const f = (y: Tensor, n: Tensor): Tensor => loss(layer.forward(y, undefined, { lengths: n }))
    const n = tensor(lengths, { dtype: 'int32' })
    expect(jit(f)(x, n).item()).toBeCloseTo(f(x, n).item(), 12)
    near(f(x.at(1), tensor(2)), loss(layer.forward(x.at(1, ':2'))))
  })
})

test('losses are those of packed sequences in PyTorch', () => {
  const x = waves([3, 4, 2])
  const lstm = built(nn.lstm(2, 3, options)).forward(x, undefined, { lengths: [4, 2, 1] })
  expect(loss(lstm).add(lstm.c.sum()).item()).toBeCloseTo(9.999286217261126, 12)
  const gru = built(nn.gru(2, 3, options)).forward(x, undefined, { lengths: [4, 2, 1] })
  expect(loss(gru).item()).toBeCloseTo(1.5011813793263449, 12)
})

test('lengths are checked', () => {
  expect(() =>
    nn.gru(2, 3).forward(waves([4, 3, 2]).astype('float32'), undefined, { lengths: [1, 2] }),
  ).toThrow('gru: lengths is f32[2]: it must be [3], one for each sequence.')
  for (const wrong of [5, -1, 1.5, Number.NaN])
    expect(() =>
      nn.lstm(2, 3).forward(waves([4, 3, 2]).astype('float32'), undefined, { lengths: [4, wrong, 0] }),
    ).toThrow(`lstm: lengths holds ${wrong}: each must be an integer from 0 to 4`)
})

test('cells take the steps of the layers, under the same names', () => {
  const x = waves([5, 3, 2])
  const single = { dtype: 'float64' } as const
  const named = (layer: nn.Module): nn.StateDict =>
    Object.fromEntries(
      Object.entries(layer.stateDict()).map(([name, value]) => [name.replace('_l0', ''), value]),
    )
  const gru = nn.gru(2, 3, single)
  const gruCell = nn.gruCell(2, 3, single)
  gruCell.loadStateDict(named(gru))
  const rnn = nn.rnn(2, 3, { ...single, nonlinearity: 'relu' })
  const rnnCell = nn.rnnCell(2, 3, { ...single, nonlinearity: 'relu' })
  rnnCell.loadStateDict(named(rnn))
  for (const [layer, cell] of [
    [gru, gruCell],
    [rnn, rnnCell],
  ] as const) {
    let h: Tensor | undefined
    for (const row of x) h = cell.forward(row, h)
    near(h!, layer.forward(x).h.at(0))
  }
  const lstm = nn.lstm(2, 3, single)
  const lstmCell = nn.lstmCell(2, 3, single)
  lstmCell.loadStateDict(named(lstm))
  let states: [Tensor, Tensor] | undefined
  for (const row of x) states = lstmCell.forward(row, states)
  const { h, c } = lstm.forward(x)
  near(states![0], h.at(0))
  near(states![1], c.at(0))
  expect(String(lstmCell)).toContain('2 -> 3')
  expect(() => nn.gruCell(2, -1)).toThrow('GRUCell: hidden is -1')
})
