// What running costs beside computing: a small program's call, a gradient of one number, a first compilation, and the loop as
// one writes it in PyTorch (forward, backward, step) against the same step under jit, interleaved:
//   npm run bench:dispatch            (--only step,logistic,cold,cold-softmax,lengths  --rounds 200  --threads 2  --vectors 256)
import {
  crossEntropy,
  engine,
  grad,
  jit,
  manualSeed,
  math,
  mseLoss,
  type Tensor,
  tensor,
} from '../src/index.ts'
import * as nn from '../src/nn/index.ts'
import { Adam, AdamW, type Optimizer, SGD, StepLR } from '../src/optim/index.ts'
import { reportCold } from './cold.ts'
import { reportLengths } from './lengths.ts'

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : process.argv[at + 1]!
}
const rounds = Number(option('rounds', '150'))
const only = option('only', '').split(',').filter(Boolean)
const wanted = (name: string): boolean => only.length === 0 || only.some((part) => name.includes(part))
engine.settings({
  threads: Number(option('threads', '1')),
  vectors: Number(option('vectors', '128')) as 128 | 256,
})

const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b)
const median = (times: readonly number[]): number => sorted(times)[times.length >> 1]!

/** Least and median microseconds of a call, over batches of calls. */
function perCall(calls: number, f: () => void): { least: number; median: number } {
  for (let i = 0; i < 3 * calls; i++) f()
  const times = Array.from({ length: 30 }, () => {
    const start = performance.now()
    for (let i = 0; i < calls; i++) f()
    return ((performance.now() - start) / calls) * 1000
  })
  return { least: Math.min(...times), median: median(times) }
}

const report = (name: string, { least, median }: { least: number; median: number }, bar: string): void =>
  console.log(
    `${name.padEnd(44)} ${least.toFixed(2).padStart(9)} us least ${median.toFixed(2).padStart(9)} us median   ${bar}`,
  )

const small = tensor([1, 2, 3, 4])
const affine = jit((x: Tensor) => x.mul(2).add(1))
const logistic = (x: Tensor): Tensor => math`1 / (1 + exp(-${x}))`
const slope = jit(grad(logistic))
if (wanted('call')) {
  report(
    'jit(x => 2x + 1), the call',
    perCall(2000, () => void affine(small)),
    'bar: 2',
  )
  report(
    'jit(x => 2x + 1), value read',
    perCall(2000, () => void affine(small).data()),
    'bar: 2',
  )
}
if (wanted('logistic')) {
  report(
    'logistic gradient, jit(grad(f))(0.5).item()',
    perCall(2000, () => void slope(0.5).item()),
    'bar: 2',
  )
  report(
    'logistic gradient, backward()',
    perCall(500, () => {
      const x = tensor(0.5, { requiresGrad: true })
      math`1 / (1 + exp(-${x}))`.backward()
      x.grad!.item()
    }),
    'bar: 10',
  )
  report(
    'logistic gradient, grad(f)(0.5).item()',
    perCall(500, () => void grad(logistic)(0.5).item()),
    '',
  )
}
reportCold(wanted)
if (wanted('lengths')) reportLengths()

interface Work {
  readonly name: string
  build(): { readonly step: (i: number, ...batch: Tensor[]) => Tensor; readonly batches: Tensor[][] }
}

const numbers = (shape: number[], seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 0.7 + seed)),
    { shape },
  )
const classes = (count: number, of: number, seed: number): Tensor =>
  tensor(Int32Array.from({ length: count }, (_, i) => (i * 7 + seed) % of))

/** The step as one writes it in PyTorch. */
const training = (optimizer: Optimizer, loss: (...batch: Tensor[]) => Tensor) => {
  return (_: number, ...batch: Tensor[]): Tensor => {
    optimizer.zeroGrad()
    const value = loss(...batch)
    value.backward()
    optimizer.step()
    return value
  }
}
const mlpModel = (dropout = 0): nn.Module =>
  nn.sequential(
    nn.linear(784, 128),
    nn.relu(),
    ...(dropout > 0 ? [nn.dropout(dropout)] : []),
    nn.linear(128, 10),
  ) as never
const images = [0, 1, 2].map((seed) => [numbers([128, 784], seed), classes(128, 10, seed)])

const mlp = (name: string, optimizerOf: (model: nn.Module) => Optimizer, dropout = 0): Work => ({
  name,
  build() {
    manualSeed(1)
    const model = mlpModel(dropout) as nn.Module & { forward(x: Tensor): Tensor }
    return {
      step: training(optimizerOf(model), (x, y) => crossEntropy(model.forward(x!), y!)),
      batches: images as Tensor[][],
    }
  },
})

const works: Work[] = [
  mlp('mlp-adam', (model) => new Adam(model.parameters(), { lr: 1e-3 })),
  mlp('mlp-sgd', (model) => new SGD(model.parameters(), { lr: 1e-2 })),
  mlp('mlp-momentum', (model) => new SGD(model.parameters(), { lr: 1e-2, momentum: 0.9 })),
  mlp('mlp-adamw', (model) => new AdamW(model.parameters(), { lr: 1e-3 })),
  mlp('mlp-dropout', (model) => new Adam(model.parameters(), { lr: 1e-3 }), 0.5),
  {
    name: 'mlp-schedule',
    build() {
      const model = mlpModel() as nn.Module & { forward(x: Tensor): Tensor }
      const optimizer = new Adam(model.parameters(), { lr: 1e-3 })
      const schedule = new StepLR(optimizer, { stepSize: 1, gamma: 0.999 } as never)
      const inner = training(optimizer, (x, y) => crossEntropy(model.forward(x!), y!))
      return {
        step: (i: number, ...batch: Tensor[]) => {
          const loss = inner(i, ...batch)
          return loss
        },
        after: () => schedule.step(),
        batches: images as Tensor[][],
      } as never
    },
  },
  {
    name: 'cnn-adam',
    build() {
      const model = nn.sequential(
        nn.conv2d(1, 16, 3, { padding: 1 } as never),
        nn.relu(),
        nn.maxPool2d(2),
        nn.conv2d(16, 32, 3, { padding: 1 } as never),
        nn.relu(),
        nn.maxPool2d(2),
        nn.flatten(),
        nn.linear(32 * 7 * 7, 10),
      )
      return {
        step: training(new Adam(model.parameters(), { lr: 1e-3 }), (x, y) =>
          crossEntropy(model.forward(x!), y!),
        ),
        batches: [0, 1].map((seed) => [numbers([64, 1, 28, 28], seed), classes(64, 10, seed)]),
      }
    },
  },
  {
    name: 'lstm-adam',
    build() {
      const lstm = nn.lstm(32, 64, { numLayers: 2 })
      const head = nn.linear(64, 8)
      return {
        step: training(new Adam([...lstm.parameters(), ...head.parameters()], { lr: 1e-3 }), (x, y) =>
          mseLoss(head.forward(lstm.forward(x!).output), y!),
        ),
        batches: [0, 1].map((seed) => [numbers([32, 24, 32], seed), numbers([32, 24, 8], seed)]),
      }
    },
  },
  {
    name: 'transformer-adam',
    build() {
      const layers = [0, 1, 2, 3].map(() =>
        nn.transformerEncoderLayer(128, 4, { dimFeedforward: 512, dropout: 0 }),
      )
      const head = nn.linear(128, 16)
      const parameters = [...layers.flatMap((layer) => [...layer.parameters()]), ...head.parameters()]
      return {
        step: training(new Adam(parameters, { lr: 1e-3 }), (x, y) =>
          mseLoss(head.forward(layers.reduce((h, layer) => layer.forward(h), x!)), y!),
        ),
        batches: [0, 1].map((seed) => [numbers([16, 64, 128], seed), numbers([16, 64, 16], seed)]),
      }
    },
  },
]

for (const work of works) {
  if (!wanted(work.name) && !wanted('step')) continue
  try {
    const start = performance.now()
    const lazy = work.build() as ReturnType<Work['build']> & { after?: () => void }
    lazy.step(0, ...lazy.batches[0]!).item()
    const firstLazy = performance.now() - start
    const built = work.build() as typeof lazy
    const step = jit((...batch: Tensor[]) => built.step(0, ...batch))
    const again = performance.now()
    step(...built.batches[0]!).item()
    const firstJit = performance.now() - again
    const one = (f: () => void): number => {
      const begin = performance.now()
      f()
      return performance.now() - begin
    }
    const times: [number[], number[]] = [[], []]
    let compiled = 0
    const warm = Math.max(10, rounds >> 2)
    for (let i = 0; i < rounds + warm; i++) {
      if (i === warm) {
        times[0].length = times[1].length = 0
        compiled = engine.stats().compiled
      }
      const batch = lazy.batches[i % lazy.batches.length]!
      times[0].push(
        one(() => {
          lazy.step(i, ...batch).item()
          lazy.after?.()
        }),
      )
      times[1].push(
        one(() => {
          step(...batch).item()
          built.after?.()
        }),
      )
    }
    const [l, j] = times
    console.log(
      `${work.name.padEnd(18)} lazy ${Math.min(...l).toFixed(3)} (${median(l).toFixed(3)}) ms, jit ${Math.min(...j).toFixed(3)} (${median(j).toFixed(3)}) ms, ` +
        `ratio ${(Math.min(...l) / Math.min(...j)).toFixed(2)} (${(median(l) / median(j)).toFixed(2)})  bar 1.25; first ${firstLazy.toFixed(0)} / ${firstJit.toFixed(0)} ms; ` +
        `compiled in the loop: ${engine.stats().compiled - compiled}`,
    )
  } catch (error) {
    console.log(work.name, error)
  }
}
console.log(engine.stats().fallbacks, engine.memory())
