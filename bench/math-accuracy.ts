// Error of the vector math in ulp. Exact values come from bench/math-accuracy.py:
//   python3 bench/math-accuracy.py 3000 > exact.json && npx tsx bench/math-accuracy.ts exact.json
import { readFileSync } from 'node:fs'
import '../src/compile/bridge/subjects/index.ts'
import { features } from '../src/wasm/features.ts'
import { KernelBuilder } from '../src/wasm/kernel/builder.ts'
import { compileLoop } from '../src/wasm/kernel/generate.ts'
import { runKernel } from '../src/wasm/kernel/run.ts'

interface Exact {
  x: number[][]
  high: (number | string)[]
  low: number[]
}

function apply(
  name: string,
  dtype: 'float32' | 'float64',
  args: readonly ArrayLike<number>[],
): ArrayLike<number> {
  const n = args[0]!.length
  const make = (): Float32Array | Float64Array =>
    dtype === 'float32' ? new Float32Array(n) : new Float64Array(n)
  const k = new KernelBuilder(name, [{ extent: n, reduced: false }])
  k.output([1], k.apply(name, ...args.map(() => k.input(dtype, [1]))))
  const inputs = args.map((a) => {
    const copy = make()
    copy.set(a)
    return copy
  })
  const out = make()
  runKernel(compileLoop(k.finish()), [...inputs, out])
  return out
}

/** Distance between neighbouring numbers at |y|, in the format. */
function ulp(y: number, single: boolean): number {
  const [bits, least] = single ? [23, -126] : [52, -1022]
  const exponent = Math.max(least!, Math.floor(Math.log2(Math.abs(y))))
  return 2 ** Math.max(exponent - bits!, single ? -149 : -1074)
}

function worst(
  got: ArrayLike<number>,
  high: ArrayLike<number>,
  low: ArrayLike<number> | undefined,
  single: boolean,
  xs: readonly ArrayLike<number>[],
) {
  let error = 0
  let at: number[] = []
  for (let i = 0; i < got.length; i++) {
    const g = got[i]!
    const h = high[i]!
    if (Object.is(g, single ? Math.fround(h) : h)) {
      const e = Math.abs((g - h - (low?.[i] ?? 0)) / ulp(h, single))
      if (e > error && Number.isFinite(e)) {
        error = e
        at = xs.map((x) => x[i]!)
      }
      continue
    }
    let e = Math.abs(g - h - (low?.[i] ?? 0)) / ulp(h, single)
    if (Number.isNaN(g) !== Number.isNaN(h)) e = Number.POSITIVE_INFINITY
    if (Number.isNaN(g) && Number.isNaN(h)) e = 0
    if (!Number.isFinite(g) && Math.abs(h) >= (single ? 3.4028235e38 : 1.7976931348623e308)) e = 0
    if (e > error) {
      error = e
      at = xs.map((x) => x[i]!)
    }
  }
  return { error, at }
}

/** Float32 arguments: every stride-th bit pattern. */
function singles(stride: number): Float32Array {
  const bits = new Uint32Array(Math.floor(2 ** 32 / stride))
  for (let i = 0; i < bits.length; i++) bits[i] = i * stride
  return new Float32Array(bits.buffer)
}

const exact = JSON.parse(
  readFileSync(process.argv[2]!, 'utf8').replaceAll('Infinity', '1e999').replaceAll('NaN', 'null'),
) as Record<string, Exact>
const wanted = process.argv.slice(3)
const all = singles(1999)
console.log(`| function | float64, ulp | at | float32, ulp | at |\n|---|---|---|---|---|`)
for (const [name, { x, high, low }] of Object.entries(exact)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const double = worst(apply(name, 'float64', x), high as number[], low, false, x)
  // the float64 code, checked above, is exact enough to judge the float32 code
  let second: Float32Array | undefined
  if (x.length > 1) {
    second = new Float32Array(all.length)
    for (let i = 0; i < all.length; i++)
      second[i] =
        name === 'power'
          ? ((((i * 7919) % 20011) - 10005) / 10005) *
            Math.min(30, 90 / Math.abs(Math.log(Math.abs(all[i]!)) || 1))
          : all[(i * 7919) % all.length]!
  }
  const args = second ? [all, second] : [all]
  const single = worst(apply(name, 'float32', args), apply(name, 'float64', args), undefined, true, args)
  const show = (at: number[]): string => at.map((a) => a.toPrecision(6)).join(', ')
  console.log(
    `| ${name} | ${double.error.toFixed(2)} | ${show(double.at)} | ${single.error.toFixed(2)} | ${show(single.at)} |`,
  )
}
console.log(`\nNode ${process.version}, fused multiply-add: ${features().fma}`)
