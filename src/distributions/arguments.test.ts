import { expect, test } from 'vitest'
import { NablaError, tensor } from '../tensor/core.ts'
import * as dist from './index.ts'

const normal = new dist.Normal(0, 1)
const loop: unknown[] = [1]
loop.push(loop)

class Own extends dist.Distribution {
  readonly family = 'Own'
  readonly support = normal.support
  protected density = (): never => expect.unreachable()
  protected draw = (): never => expect.unreachable()
}

test.each<[string, () => unknown]>([
  [
    'klDivergence: undefined stands where a distribution must, as new Normal(0, 1).',
    () => dist.klDivergence(undefined as never, normal),
  ],
  ['klDivergence: {mu} stands where', () => dist.klDivergence(normal, { mu: 0 } as never)],
  ['Independent: null stands where', () => new dist.Independent(null as never, 1)],
  [
    'TransformedDistribution: 3 stands where',
    () => new dist.TransformedDistribution(3 as never, new dist.ExpTransform()),
  ],
  [
    'MixtureSameFamily: "normal" stands where',
    () => new dist.MixtureSameFamily(new dist.Categorical({ probs: [1] }), 'normal' as never),
  ],
  ['Own: undefined stands where a tensor of its parameters must', () => new Own(undefined as never)],
  ['Own: the shape is 3: it must be a list', () => new Own(tensor(1), 3 as never)],
  ['Own: the shape is null: it must be a list', () => new Own(tensor(1), [], null as never)],
  ['Beta: ', () => new dist.Beta(loop as never, 1)],
  ['Normal: ', () => new dist.Normal(loop as never, 1)],
])('%s', (message, make) => {
  expect(make).toThrow(NablaError)
  expect(make).toThrow(message)
})
