import { expect, test } from 'vitest'
import { agrees, f64, waves } from '../../test/support/probe.ts'
import { concatenate } from '../tensor/index.ts'
import * as nn from './index.ts'

// what PyTorch 2 gives in float64
test("an LSTM that projects its output is PyTorch's, to second order", () => {
  const layer = nn.lstm(3, 4, { numLayers: 2, projSize: 2, bidirectional: true, ...f64 })
  agrees(
    layer,
    [waves([5, 2, 3], 1.1)],
    (xs) => {
      const { output, h, c } = layer.forward(xs!)
      return concatenate([output, h, c].map((part) => part.reshape(-1)))
    },
    {
      loss: 0.01087988821373,
      first: [
        -0.1188549053132, -0.052646612697, 0.1087052471052, -0.2955392482414, -0.1188549053132,
        -0.052646612697, 0.1087052471052, -0.2955392482414, 0.004914517540141, -0.02927067542272,
        -0.00907745516725, 0.01938384822547, 0.009974879734965, 0.01995508923961, -0.01043259939012,
        -0.004377534152818, 0.6834460023342, -1.178251022299, 0.005698404342335, -0.01156529811277,
        -0.2345106659185,
      ],
      second: [
        -9.404991368861, 9.034922249845, -11.27643174663, 11.94010964549, -9.404991368861, 9.034922249845,
        -11.27643174663, 11.94010964549, 0.5380185358433, -0.08858983636539, 0.2064353439352,
        -0.4418285911719, -0.2475613667003, 0.03599232748256, 0.08175933966584, -0.09846209329196,
        -13.33019443368, 6.702447867138, -0.141996349022, 0.2162584273275, 1.444845138647,
      ],
    },
  )
  const names = layer.namedParameters().map(([name]) => name)
  expect(names.slice(0, 6)).toEqual([
    'weight_ih_l0',
    'weight_hh_l0',
    'bias_ih_l0',
    'bias_hh_l0',
    'weight_hr_l0',
    'weight_ih_l0_reverse',
  ])
  expect(() => nn.lstm(3, 4, { projSize: 4 })).toThrow(
    'LSTM: projSize is 4: it must be below the 4 hidden features',
  )
  expect(() => nn.gru(3, 4, { projSize: 2 } as never)).toThrow("there is no option 'projSize'")
})

test('states to start from are named where they are none, and a projection is printed', () => {
  const [layer, gru] = [nn.lstm(2, 4, { projSize: 3 }), nn.gru(2, 4)]
  expect(() => layer.forward(waves([3, 1, 2], 1), waves([1, 1, 3], 1) as never)).toThrow(
    'LSTM: it starts from [a Tensor]: give both states, [h, c].',
  )
  expect(() => gru.forward(waves([3, 1, 2], 1), [waves([1, 1, 4], 1)] as never)).toThrow(
    'GRU: it starts from [[a Tensor]]: give the state h.',
  )
  expect(String(layer)).toBe('LSTM(2 -> 4, projSize: 3)')
})
