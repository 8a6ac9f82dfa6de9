import { expect, test } from 'vitest'
import * as nn from './index.ts'

const names = (layer: nn.Module): string[] => Object.keys(layer.stateDict()).sort()

// what `sorted(layer.state_dict())` gives in PyTorch 2
test.each<[string, nn.Module, string]>([
  ['Linear', nn.linear(2, 3), 'bias weight'],
  ['Bilinear', nn.bilinear(2, 3, 4), 'bias weight'],
  ['Conv2d', nn.conv2d(1, 2, 3), 'bias weight'],
  ['ConvTranspose2d', nn.convTranspose2d(1, 2, 3), 'bias weight'],
  ['BatchNorm2d', nn.batchNorm2d(2), 'bias num_batches_tracked running_mean running_var weight'],
  ['BatchNorm1d', nn.batchNorm1d(2, { affine: false }), 'num_batches_tracked running_mean running_var'],
  [
    'InstanceNorm2d',
    nn.instanceNorm2d(2, { affine: true, trackRunningStats: true }),
    'bias num_batches_tracked running_mean running_var weight',
  ],
  ['LayerNorm', nn.layerNorm(2), 'bias weight'],
  ['RMSNorm', nn.rmsNorm(2), 'weight'],
  ['GroupNorm', nn.groupNorm(2, 4), 'bias weight'],
  ['Embedding', nn.embedding(3, 2), 'weight'],
  ['PReLU', nn.prelu(), 'weight'],
  ['RNN', nn.rnn(2, 3), 'bias_hh_l0 bias_ih_l0 weight_hh_l0 weight_ih_l0'],
  [
    'LSTM',
    nn.lstm(2, 3, { numLayers: 2, bidirectional: true, bias: false }),
    'weight_hh_l0 weight_hh_l0_reverse weight_hh_l1 weight_hh_l1_reverse ' +
      'weight_ih_l0 weight_ih_l0_reverse weight_ih_l1 weight_ih_l1_reverse',
  ],
  [
    'MultiheadAttention',
    nn.multiheadAttention(4, 2),
    'in_proj_bias in_proj_weight out_proj.bias out_proj.weight',
  ],
  [
    'TransformerEncoderLayer',
    nn.transformerEncoderLayer(4, 2, { dimFeedforward: 8 }),
    'linear1.bias linear1.weight linear2.bias linear2.weight norm1.bias norm1.weight norm2.bias norm2.weight ' +
      'self_attn.in_proj_bias self_attn.in_proj_weight self_attn.out_proj.bias self_attn.out_proj.weight',
  ],
  [
    'weightNorm',
    nn.weightNorm(nn.linear(2, 3)),
    'bias parametrizations.weight.original0 parametrizations.weight.original1',
  ],
  [
    'spectralNorm',
    nn.spectralNorm(nn.linear(2, 3)),
    'bias parametrizations.weight.0._u parametrizations.weight.0._v parametrizations.weight.original',
  ],
])('the state of %s has the names that PyTorch gives it', (_, layer, expected) => {
  expect(names(layer)).toEqual(expected.split(' '))
})

test('a state of another model of the same names is what a layer computes with', () => {
  const [from, to] = [nn.lstm(2, 3, { bidirectional: true }), nn.lstm(2, 3, { bidirectional: true })]
  to.loadStateDict(from.stateDict())
  expect(to.layers[0]![1]!.hiddenWeight.toArray()).toEqual(from.layers[0]![1]!.hiddenWeight.toArray())
  expect(to.parameters()).toHaveLength(8)
})
