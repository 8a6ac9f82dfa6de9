import type { Node } from '../../graph/node.ts'
import { type Shape, sizeOf } from '../../graph/shape.ts'
import { KernelBuilder, keptAxes } from '../../wasm/kernel/builder.ts'
import type { Site } from './block.ts'
import { addLoop } from './stages.ts'

/** Random words of each key: block `i` of the cipher, at the key's counter plus i, gives words 2i and 2i + 1. */
export function randomBits(node: Node, site: Site): boolean {
  const each = sizeOf((node.params as { shape: Shape }).shape)
  const keys = sizeOf(node.inputs[0]!.shape) / 4
  const out = site.fresh(node)
  const pairs = Math.floor(each / 2)
  const draw = (first: number, count: number, words: readonly (0 | 1)[]): void => {
    if (count * keys === 0) return
    const k = new KernelBuilder(site.kernelName(node), keptAxes([keys, count]))
    const [key0, key1, counter0, counter1] = [0, 1, 2, 3].map((word) => k.input('uint32', [4, 0], word)) as [
      number,
      number,
      number,
      number,
    ]
    const block = k.apply('to_uint32', k.apply('add', k.iota(1), k.constant('int32', first)))
    const low = k.apply('add', counter0, block)
    const high = k.apply('add', counter1, k.apply('to_uint32', k.apply('less', low, counter0)))
    for (const word of words)
      k.output([each, 2], k.apply(`threefry${word}`, key0, key1, low, high), 2 * first + word)
    addLoop(
      site,
      node,
      k,
      [0, 1, 2, 3].map(() => site.bufferOf(node.inputs[0]!)),
      words.map(() => out),
    )
  }
  draw(0, pairs, [0, 1])
  draw(pairs, each - 2 * pairs, [0])
  return true
}
