import { expect, test } from 'vitest'
import { random, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

test('the weight of another layer is tied by setting the field', () => {
  class Language extends nn.Module {
    embed = nn.embedding(5, 3)
    out = nn.linear(3, 5, { bias: false })
    constructor() {
      super()
      this.out.weight = this.embed.weight
    }
    forward(x: Tensor): Tensor {
      return this.out.forward(this.embed.forward(x))
    }
  }
  const model = new Language()
  expect(model.namedParameters().map(([name]) => name)).toEqual(['embed.weight'])
  const x = tensor([1, 4], { dtype: 'int32' })
  model.forward(x).sum().backward()
  // of y = sum_i E[x_i] . sum_k E[k] by row k: sum_i E[x_i] from the output, times how often k stands in x from the input
  const e = model.embed.weight.detach()
  const rows = e.at(x).sum(0)
  const counts = tensor([0, 1, 0, 0, 1]).reshape(-1, 1)
  const expected = rows.add(counts.mul(e.sum(0)))
  expect(model.embed.weight.grad!.sub(expected).abs().amax().item()).toBeLessThan(1e-6)
  const both = random.randn([5, 3])
  model.loadStateDict({ 'embed.weight': both, 'out.weight': both })
  expect(model.out.weight.toArray()).toEqual(both.toArray())
})

test('a tensor that was made to be learned, and is no parameter, is named', () => {
  class Scale extends nn.Module {
    factor = tensor(1, { requiresGrad: true })
    last: Tensor | undefined
    forward(x: Tensor): Tensor {
      return x.mul(this.factor)
    }
  }
  const wrong = /^nn: factor is a plain tensor, whose value never changes: make it with nn.parameter/
  expect(() => new Scale().parameters()).toThrow(wrong)
  expect(() => new Scale().stateDict()).toThrow(wrong)
  // what a layer keeps of its results is no parameter
  const layer = Object.assign(nn.linear(2, 2), { last: tensor(0), plain: tensor([1, 2]) })
  layer.last = layer.forward(tensor([1, 2]))
  expect(layer.parameters()).toHaveLength(2)
})
