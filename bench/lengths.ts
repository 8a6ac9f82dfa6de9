// What comes in ever other shapes: the next token of a text, asked of a transformer whose context grows, without jit.
import { engine, manualSeed, noGrad, type Tensor, tensor } from '../src/index.ts'
import * as nn from '../src/nn/index.ts'

const [tokens, width, context] = [65, 64, 128]

function transformer(layers: number): (ids: number[]) => Tensor {
  manualSeed(0)
  const embedding = nn.embedding(tokens, width)
  const places = nn.embedding(context, width)
  const options = { dimFeedforward: 4 * width, dropout: 0, activation: 'gelu' } as const
  const encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(width, 4, options), layers)
  const head = nn.linear(width, tokens)
  return (ids) => {
    const x = embedding.forward(tensor(Int32Array.from(ids)))
    const at = places.forward(tensor(Int32Array.from(ids, (_, i) => i)))
    const y = encoder.forward(x.add(at), { causal: true })
    return head.forward(y.take([ids.length - 1], { axis: 0 }))
  }
}

/** Milliseconds a token, by a mode of the engine: median of a text of 100. */
function perToken(mode: 'auto' | 'interpret' | 'compile'): number {
  engine.settings({ mode })
  const model = transformer(2)
  const ids = [1]
  const times = Array.from({ length: 100 }, () => {
    const start = performance.now()
    ids.push(noGrad(() => model(ids).argmax().item()) % tokens)
    return performance.now() - start
  })
  return times.sort((a, b) => a - b)[50]!
}

/** Prints what a token takes while its context grows. */
export function reportLengths(): void {
  const { mode } = engine.settings()
  for (const way of ['interpret', 'compile', 'auto'] as const)
    console.log(
      `a token of a growing context, ${way.padEnd(9)} ${perToken(way).toFixed(2).padStart(9)} ms median`,
    )
  engine.settings({ mode })
}
