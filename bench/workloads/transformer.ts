import {
  crossEntropy,
  embedding,
  jit,
  layerNorm,
  linear,
  multiHeadAttention,
  relu,
  type Tensor,
  type Variable,
} from '../../src/index.ts'
import { filled, labels, uniform, weights } from '../harness/numbers.ts'
import type { Implementation, Inputs, Work, Workload } from '../harness/workload.ts'
import { learned, plain, tensors, training } from './nabla.ts'

const [layers, width, heads, time, batch, vocabulary] = [4, 128, 4, 64, 16, 256]

const layer = (i: number): Inputs => ({
  [`scale1_${i}`]: filled([width], 1),
  [`shift1_${i}`]: filled([width], 0),
  [`in_${i}`]: weights([3 * width, width], width, 10 * i),
  [`inBias_${i}`]: filled([3 * width], 0),
  [`out_${i}`]: weights([width, width], width, 10 * i + 1),
  [`outBias_${i}`]: filled([width], 0),
  [`scale2_${i}`]: filled([width], 1),
  [`shift2_${i}`]: filled([width], 0),
  [`up_${i}`]: weights([4 * width, width], width, 10 * i + 2),
  [`upBias_${i}`]: filled([4 * width], 0),
  [`down_${i}`]: weights([width, 4 * width], 4 * width, 10 * i + 3),
  [`downBias_${i}`]: filled([width], 0),
})

const parameters = (): Inputs => ({
  tokens: uniform([vocabulary, width], 0.5, 3),
  places: uniform([time, width], 0.1, 4),
  ...Object.assign({}, ...Array.from({ length: layers }, (_, i) => layer(i))),
  scale: filled([width], 1),
  shift: filled([width], 0),
  head: weights([vocabulary, width], width, 5),
})

export const workloads: Workload[] = [
  {
    name: 'transformer',
    title: 'Transformer, causal, 4 layers, width 128, 4 heads, sequence 64, batch 16, 256 tokens, Adam step',
    steps: 3,
    inputs: () => ({
      x: labels([batch, time], vocabulary, 1),
      y: labels([batch, time], vocabulary, 2),
      ...parameters(),
    }),
  },
]

/** The normalised input of each part is added to what it came from, as in GPT-2. */
function logits(x: Tensor, p: Record<string, Variable>): Tensor {
  const norm = (x: Tensor, scale: string, shift: string): Tensor =>
    layerNorm(x, width, { weight: p[scale]!, bias: p[shift]! })
  let state = embedding(x, p['tokens']!).add(p['places']!)
  for (let i = 0; i < layers; i++) {
    const seen = norm(state, `scale1_${i}`, `shift1_${i}`)
    const { output } = multiHeadAttention(
      seen,
      seen,
      seen,
      {
        inWeight: p[`in_${i}`]!,
        inBias: p[`inBias_${i}`]!,
        outWeight: p[`out_${i}`]!,
        outBias: p[`outBias_${i}`]!,
      },
      { heads, batchFirst: true, causal: true },
    )
    state = state.add(output)
    const inner = relu(linear(norm(state, `scale2_${i}`, `shift2_${i}`), p[`up_${i}`]!, p[`upBias_${i}`]!))
    state = state.add(linear(inner, p[`down_${i}`]!, p[`downBias_${i}`]!))
  }
  return linear(norm(state, 'scale', 'shift'), p['head']!)
}

function step(inputs: Inputs, wrap: Parameters<typeof training>[4]): Work {
  const { x, y } = tensors(inputs)
  const own = learned(inputs, Object.keys(parameters()))
  const loss = (x: Tensor, y: Tensor): Tensor =>
    crossEntropy(logits(x, own).reshape([-1, vocabulary]), y.reshape([-1]))
  return training(loss as (...batch: Tensor[]) => Tensor, Object.values(own), 1e-4, [x!, y!], wrap)
}

export const nabla: Implementation = (inputs) => step(inputs, jit)
export const lazy: Implementation = (inputs) => step(inputs, plain)
