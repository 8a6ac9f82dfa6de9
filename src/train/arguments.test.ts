import { describe, expect, test } from 'vitest'
import { batches, dataset, moons, trainTestSplit } from '../data/index.ts'
import * as nn from '../nn/index.ts'
import { Adam, type FunctionalOptimizer, StepLR, sgd } from '../optim/index.ts'
import { manualSeed, random, type Tensor } from '../tensor/index.ts'
import { accuracy, evaluate, fit, predict } from './index.ts'

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
      `fit: the ${name} is undefined: it must be`,
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
      'fit: there are no batches left in epoch 2: a generator runs once',
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

describe('mistakes are named before anything runs', () => {
  const options = () => ({ model: classifier(), objective, optimizer: sgd(0.5), data, seed: 0 })
  const [x, y] = data.all() as [Tensor, Tensor]

  test.each([
    [{ epochs: '3' }, 'fit: epochs is "3": it must be a whole number >= 0.'],
    [
      { objective: nn.CrossEntropyLoss },
      'fit: the objective is the class CrossEntropyLoss: it must be a function of',
    ],
    [{ objective: new nn.CrossEntropyLoss() }, 'fit: the objective is a CrossEntropyLoss: it must be'],
    [{ metrics: { accuracy: 'accuracy' } }, 'fit: metric accuracy is "accuracy": it must be a function'],
    [
      { optimizer: new Adam(nn.linear(2, 2).parameters()) },
      'fit: the optimizer has no parameter of the model: make it over model.parameters()',
    ],
    [{ epoch: 3 }, "fit: there is no option 'epoch': the options are an object of model, objective"],
    [{ loss: objective }, "fit: there is no option 'loss'"],
    [{ objective: 'crossEntropy' }, 'fit: the objective is "crossEntropy": it must be a function'],
    [{ optimizer: 'adam' }, 'fit: the optimizer is "adam": it must be a rule such as adam(1e-3)'],
    [{ optimizer: sgd }, 'fit: the optimizer is a function'],
    [{ model: {} }, 'fit: the model is {}: it must be a function or have a method forward(x)'],
    [{ data: [x, y] }, 'fit: the data is [a Tensor,a Tensor]: it must be dataset(inputs, targets)'],
    [{ data: { x, y } }, 'fit: the data is {x,y}'],
    [{ data: 3 }, 'fit: the data is 3'],
    [{ metrics: 'accuracy' }, 'fit: metrics is "accuracy": it must be a list of names, as [\'accuracy\']'],
    [{ earlyStopping: { mode: 'least' } }, 'earlyStopping: mode is least: it must be one of min, max.'],
    [{ earlyStopping: { patience: -1 } }, 'earlyStopping: patience is -1'],
    [
      { earlyStopping: { monitor: 'acc' }, metrics: ['accuracy'], validation: data },
      'earlyStopping: monitor is acc: it must be one of loss, accuracy, validation.loss, validation.accuracy.',
    ],
    [{ callbacks: { onStep() {} } }, 'fit: the callbacks are {onStep}: callbacks are a list'],
    [{ callbacks: [{ onBatch() {} }] }, 'fit: a callback is {onBatch}: callbacks are'],
    [{ callbacks: [() => false] }, 'fit: a callback is a function: callbacks are a list'],
    [{ scheduler: 'cosine' }, 'fit: the scheduler is "cosine": it must have a method step'],
    [{ validation: 0.2 }, 'fit: the validation data is 0.2: it must be dataset(inputs, targets)'],
    [{ validation: [1, 2] }, 'fit: the validation data is [1,2]: it must'],
    [{ validation: [] }, 'the validation data is empty'],
    [{ metrics: { loss: (z: Tensor) => z.sum() } }, "fit: a metric is called 'loss'"],
    [{ metrics: [accuracy] }, 'fit: there is no metric that is a function: choose from'],
    [{ objective: () => 3 }, 'fit: the objective gave 3: it must give a tensor'],
    [{ clipNorm: '1' }, 'clipGradNorm: the limit is "1": it must be a number'],
    [{ earlyStopping: true }, 'earlyStopping: options are given as true'],
    [{ earlyStopping: { patiance: 1 } }, "earlyStopping: there is no option 'patiance'"],
    [{ batchSize: '8' }, 'DataLoader: batchSize is "8": it must be a whole number > 0.'],
  ])('%o', async (wrong, message) => {
    await expect(fit({ ...options(), ...wrong } as never)).rejects.toThrow(message)
  })

  test('in evaluate and predict too', async () => {
    const { model } = options()
    await expect(evaluate(model, data, objective as never)).rejects.toThrow('evaluate: options are given as')
    await expect(evaluate(model, [x, y] as never)).rejects.toThrow(
      'evaluate: the data is [a Tensor,a Tensor]: it must',
    )
    await expect(predict(model, [[1, 2]] as never)).rejects.toThrow('predict: the data is [[1,2]]: it must')
    await expect(predict(model, data, { batchsize: 2 } as never)).rejects.toThrow("no option 'batchsize'")
    expect((await predict(model, [[x, y]])).shape).toEqual([200, 2])
  })

  test('of loaders', () => {
    expect(() => batches(data, 8 as never)).toThrow('DataLoader: options are given as 8')
    expect(() => batches(data, { batch_size: 8 } as never)).toThrow(
      "DataLoader: there is no option 'batch_size'",
    )
    expect(() => batches([[1, 2]] as never)).toThrow('DataLoader: the data is [[1,2]]: it must be a dataset')
    expect(() => trainTestSplit(data, 0.5 as never)).toThrow('trainTestSplit: options are given as 0.5')
  })
})
