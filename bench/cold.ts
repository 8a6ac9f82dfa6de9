// What is new: small graphs of several kinds, each of another shape, from tracing to the first result.
import { grad, jit, type Tensor, tensor } from '../src/index.ts'

const numbers = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 0.7)),
    { shape },
  )

type Function = (...tensors: Tensor[]) => Tensor
const chain =
  (term: number): Function =>
  (x) =>
    x!.mul(2).add(term).tanh().sum()
const dense: Function = (x, w, b) => x!.matmul(w!).add(b!).relu().sum()
const softmax: Function = (x, w) => x!.softmax(-1).mul(w!).sum()
const network: Function = (a, b, c, d, x, y) =>
  x!.matmul(a!).add(b!).tanh().matmul(c!).add(d!).sub(y!).square().mean()
const gradient = (f: Function, count: number): ((...tensors: Tensor[]) => unknown) =>
  grad(f, { argnums: Array.from({ length: count }, (_, i) => i) }) as never

const layer = (rows: number): Tensor[] => [numbers(rows, 8), numbers(8, 6), numbers(6)]
const rowsOf = (rows: number): Tensor[] => [numbers(rows, 10), numbers(rows, 10)]
const networkOf = (rows: number): Tensor[] => [
  ...[numbers(8, 16), numbers(16), numbers(16, 1), numbers(1)],
  ...[numbers(rows, 8), numbers(rows, 1)],
]

/** A function of its own for each number, and what it is called with. */
const kinds: Record<string, (n: number) => [(...tensors: Tensor[]) => unknown, Tensor[]]> = {
  chain: (n) => [chain(n), [numbers(n + 8)]],
  'chain-gradient': (n) => [gradient(chain(n), 1), [numbers(n + 8)]],
  dense: (n) => [dense, layer(n + 4)],
  'dense-gradient': (n) => [gradient(dense, 3), layer(n + 4)],
  softmax: (n) => [softmax, rowsOf(n + 4)],
  'softmax-gradient': (n) => [gradient(softmax, 1), rowsOf(n + 4)],
  'network-gradient': (n) => [gradient(network, 4), networkOf(n + 4)],
}

/** Milliseconds from a function to its first result, for graph after graph of a kind. */
function timesOf(kind: string, count: number): number[] {
  return Array.from({ length: count }, (_, n) => {
    const [f, tensors] = kinds[kind]!(n)
    const start = performance.now()
    for (const result of [jit(f)(...tensors)].flat() as Tensor[]) result.data()
    return performance.now() - start
  })
}

/** Prints the kinds that are wanted; the first graph of the first of them is the process's first. */
export function reportCold(wanted: (name: string) => boolean): void {
  for (const kind of Object.keys(kinds).filter((name) => wanted(`cold-${name}`))) {
    const times = timesOf(kind, 100)
    const of = (from: number, to: number): string => {
      const sorted = times.slice(from, to).sort((a, b) => a - b)
      return [0, sorted.length >> 2, sorted.length >> 1].map((at) => sorted[at]!.toFixed(2)).join(' ')
    }
    console.log(
      `new ${kind.padEnd(17)} first ${times[0]!.toFixed(1)} ms; least, quartile, median of the next 19: ${of(1, 20)}; of 80 more: ${of(20, 100)} ms   bar: 1`,
    )
  }
}
