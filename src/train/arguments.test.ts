import { describe, expect, test } from 'vitest'
import { dataset, moons } from '../data/index.ts'
import * as nn from '../nn/index.ts'
import { type FunctionalOptimizer, StepLR, sgd } from '../optim/index.ts'
import { manualSeed, random, type Tensor } from '../tensor/index.ts'
import { fit } from './index.ts'

const classifier = (): nn.Sequential => {
  manualSeed(3)
  return nn.sequential(nn.linear(2, 16), nn.tanh(), nn.linear(16, 2))
}

const data = moons(200, { noise: 0.1, seed: 1 })

const objective = nn.crossEntropy

describe('what fit is given', () => {
  const options = () => ({ model: classifier(), objective, optimizer: sgd(0.5), data, seed: 0 })

  test.each(['model', 'objective', 'optimizer', 'data'])('a missing %s is named', async (name) => {
    await expect(fit({ ...options(), [name]: undefined } as never)).rejects.toThrow(
      `fit: there is no ${name}: give one`,
    )
  })

  test.each([-1, 1.5, Number.NaN])('epochs %d is refused', async (epochs) => {
    await expect(fit({ ...options(), epochs })).rejects.toThrow(
      `fit: epochs is ${epochs}: it must be a whole number`,
    )
  })

  test('a scheduler is made for the optimizer of the run', async () => {
    const rates: number[] = []
    const model = classifier()
    await fit({
      ...options(),
      model,
      epochs: 3,
      scheduler: (optimizer) => {
        const steps = new StepLR(optimizer, { stepSize: 1, gamma: 0.1 })
        return {
          step() {
            rates.push(optimizer.groups[0]!.lr)
            steps.step()
          },
        }
      },
    })
    expect(rates.map((rate) => Number(rate.toPrecision(6)))).toEqual([0.5, 0.05, 0.005])
    const own: FunctionalOptimizer<null> = {
      name: 'own',
      init: () => null,
      update: (_, state, params) => ({ params: params as never, state }),
    }
    await expect(
      fit({ ...options(), optimizer: own, scheduler: (optimizer) => new StepLR(optimizer, { stepSize: 1 }) }),
    ).rejects.toThrow('the scheduler needs an optimizer with learning rates')
  })

  test('a generator, which gives its batches once, is named in the second epoch', async () => {
    function* once(): Generator<readonly Tensor[]> {
      yield data.all()
    }
    await expect(fit({ ...options(), data: once(), epochs: 2 })).rejects.toThrow(
      'fit: there are no batches left in epoch 2: a generator can be run through once',
    )
  })

  test('outputs [n, 1] and targets [n] are no pairs', async () => {
    await expect(
      fit({
        ...options(),
        model: nn.linear(2, 1),
        objective: nn.mse,
        data: dataset(random.randn([8, 2]), random.randn([8])),
      }),
    ).rejects.toThrow(
      'mseLoss: x is f32[8,1], the target f32[8]: broadcast to [8,8] every one would meet every other',
    )
  })
})
