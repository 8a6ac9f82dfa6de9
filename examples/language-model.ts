/** A small GPT learns a rhyme letter by letter, and says it with keys and values of earlier letters kept in a cache. */
import {
  arange,
  jit,
  layerNorm,
  manualSeed,
  random,
  scaledDotProductAttention,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from 'nabla'
import { crossEntropy } from 'nabla/nn'
import { adam } from 'nabla/optim'

const text =
  'twinkle twinkle little star how i wonder what you are up above the world so high like a diamond in the sky '
const letters = [...new Set(text)].sort()
const codes = Int32Array.from(text, (letter) => letters.indexOf(letter))
const [width, heads, context, layers] = [32, 4, 24, 2]

manualSeed(0)
const normal = (...shape: number[]): Tensor => random.normal(shape, 0, 0.1)
const block = () => ({
  qkv: normal(width, 3 * width),
  out: normal(width, width),
  up: normal(width, 4 * width),
  down: normal(4 * width, width),
})
let params = {
  letters: normal(letters.length, width),
  places: normal(context, width),
  blocks: Array.from({ length: layers }, block),
}
type Params = typeof params
type Block = Params['blocks'][number]

/** The values of attention for each head. Shapes: [..., width] -> [..., heads, width/heads] */
const split = (x: Tensor): Tensor[] => x.chunk(3, -1).map((part) => part.unflatten(-1, [heads, -1]))
const mlp = (p: Block, x: Tensor): Tensor => x.add(layerNorm(x, [width]).matmul(p.up).gelu().matmul(p.down))

/** The logits of the letter behind each. Shapes: int32[batch, time] -> [batch, time, letters] */
function forward(p: Params, x: Tensor): Tensor {
  let h = p.letters.take(x, { axis: 0 }).add(p.places.at(`:${x.shape[1]}`))
  for (const b of p.blocks) {
    const [q, k, v] = split(layerNorm(h, [width]).matmul(b.qkv)).map((part) => part.transpose([0, 2, 1, 3]))
    const seen = scaledDotProductAttention(q!, k!, v!, { causal: true }).transpose([0, 2, 1, 3])
    h = mlp(b, h.add(seen.flatten(2).matmul(b.out)))
  }
  return layerNorm(h, [width]).matmul(p.letters.t())
}

type Cache = { k: Tensor; v: Tensor }[]
/** One letter further: its logits, and the cache with its key and value at `at`. The program is the same for every letter. */
const next = jit((p: Params, cache: Cache, letter: Tensor, at: Tensor): [Tensor, Cache] => {
  let h = p.letters.at(letter).add(p.places.at(at))
  const kept = p.blocks.map((b, i) => {
    const [q, k, v] = split(layerNorm(h, [width]).matmul(b.qkv)) as [Tensor, Tensor, Tensor]
    const now = { k: cache[i]!.k.indexPut([':', at], k), v: cache[i]!.v.indexPut([':', at], v) }
    const seen = scaledDotProductAttention(q.unsqueeze(1), now.k, now.v, {
      mask: arange(context).lessEqual(at),
    })
    h = mlp(b, h.add(seen.flatten().matmul(b.out)))
    return now
  })
  return [layerNorm(h, [width]).matmul(p.letters.t()), kept]
})

const starts = arange(codes.length - context).reshape(-1, 1)
const windows = tensor(codes).at(starts.add(arange(context + 1)))
const [x, y] = [windows.at(':', ':-1'), windows.at(':', '1:')]
const loss = (p: Params) => crossEntropy(forward(p, x).flatten(0, 1), y.flatten())

const optimizer = adam(0.01)
let state = optimizer.init(params)
const step = jit((p: Params, s: typeof state) => {
  const [value, grads] = valueAndGrad(loss)(p)
  return { value, ...optimizer.update(grads, s, p) }
})
for (let i = 1; i <= 60; i++) {
  const done = step(params, state)
  params = done.params
  state = done.state
  if (i % 20 === 0) console.log(`step ${i}: loss ${done.value.item().toFixed(3)}`)
}

const whole = (n: number): Tensor => tensor(n, { dtype: 'int32' })
let cache: Cache = params.blocks.map(() => ({
  k: zeros([heads, context, width / heads]),
  v: zeros([heads, context, width / heads]),
}))
let said = 'twinkle'
for (let i = 0; said.length < context; i++) {
  const [logits, kept] = next(params, cache, whole(letters.indexOf(said[i]!)), whole(i))
  cache = kept
  if (i === said.length - 1) said += letters[logits.argmax().item()]
}
console.log(said)
