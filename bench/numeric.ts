// Speed and accuracy of nabla/numeric beside SciPy and numdifftools in the same run.
//   npm run bench:numeric            (PYTHON=... chooses the Python that has scipy; without one, only our side prints)
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { approxFprime, derivative, minimize } from '../src/numeric/index.ts'
import { compileFormula } from '../test/numeric/formulaFunction.ts'

const fixture = fileURLToPath(new URL('../test/fixtures/symbolic/derivatives.json', import.meta.url))
const script = fileURLToPath(new URL('./numeric.py', import.meta.url))

function python<T>(...args: string[]): { version: string; result: T } | undefined {
  try {
    const out = execFileSync(process.env['PYTHON'] ?? 'python3', [script, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return JSON.parse(out) as { version: string; result: T }
  } catch {
    return undefined
  }
}

function medianMs(run: () => unknown, repeats: number, warm: number): number {
  for (let k = 0; k < warm; k++) run()
  const times: number[] = []
  for (let k = 0; k < repeats; k++) {
    const start = performance.now()
    run()
    times.push(performance.now() - start)
  }
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  )
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}

const rosenbrock = (x: number[]) => {
  const [a, b] = [x[0]!, x[1]!]
  const r = b - a * a
  return 100 * r * r + (1 - a) * (1 - a)
}
const rosenbrockGradient = (x: number[]) => {
  const [a, b] = [x[0]!, x[1]!]
  const r = b - a * a
  return [-400 * a * r - 2 * (1 - a), 200 * r]
}
const extended = (x: number[]) => {
  let sum = 0
  for (let i = 0; i < x.length; i += 2) {
    const a = x[i]!
    const r = x[i + 1]! - a * a
    sum += 100 * r * r + (1 - a) * (1 - a)
  }
  return sum
}
const extendedGradient = (x: number[]) => {
  const g = new Array<number>(x.length).fill(0)
  for (let i = 0; i < x.length; i += 2) {
    const r = x[i + 1]! - x[i]! * x[i]!
    g[i] = -400 * x[i]! * r - 2 * (1 - x[i]!)
    g[i + 1] = 200 * r
  }
  return g
}

function speed(): void {
  const x0 = [-1.2, 1]
  const large = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))
  const ours: Record<string, number> = {
    bfgs: medianMs(() => minimize(rosenbrock, x0, { method: 'bfgs' }), 400, 2000),
    'bfgs with gradient': medianMs(
      () => minimize(rosenbrock, x0, { method: 'bfgs', gradient: rosenbrockGradient }),
      400,
      2000,
    ),
    'l-bfgs 10,000': medianMs(
      () => minimize(extended, large, { method: 'l-bfgs', gradient: extendedGradient }),
      15,
      3,
    ),
  }
  const peer = python<Record<string, number>>('speed')
  console.log(
    `Minimising Rosenbrock's function, median ms${peer ? ` (SciPy ${peer.version})` : ' (no SciPy found)'}`,
  )
  for (const [name, ms] of Object.entries(ours)) {
    const theirs = peer?.result[name]
    const beside =
      theirs === undefined ? '' : `  SciPy ${theirs.toFixed(3).padStart(8)}  ${(theirs / ms).toFixed(1)} x`
    console.log(`  ${name.padEnd(20)} ${ms.toFixed(3).padStart(8)}${beside}`)
  }
}

interface Case {
  readonly expr: string
  readonly variables: string[]
  readonly points: { readonly at: Record<string, string>; readonly derivatives: Record<string, string> }[]
}

type Sample = readonly [relative: number, evaluations: number, covered: boolean]

function accuracy(): void {
  const cases = JSON.parse(readFileSync(fixture, 'utf8')) as Case[]
  const ours: Record<string, Sample[]> = {}
  const record = (name: string, value: number, error: number, evaluations: number, truth: number) => {
    const distance = Math.abs(value - truth)
    ;(ours[name] ??= []).push([
      truth === 0 ? distance : distance / Math.abs(truth),
      evaluations,
      error >= distance,
    ])
  }
  for (const { expr, variables, points } of cases) {
    const f = compileFormula(expr, variables)
    for (const point of points) {
      const at = variables.map((name) => Number(point.at[name]))
      for (const [j, name] of variables.entries()) {
        const along = (t: number) => f(...at.with(j, t))
        const truth = Number(point.derivatives[`d${name}`])
        const adaptive = derivative(along, at[j]!)
        record('nabla adaptive', adaptive.value, adaptive.error, adaptive.evaluations, truth)
        for (const method of ['central', '8-point'] as const) {
          try {
            const fixed = derivative(along, at[j]!, { method })
            record(`nabla ${method}`, fixed.value, fixed.error, fixed.evaluations, truth)
          } catch {
            record(`nabla ${method}`, Number.NaN, Number.NaN, 0, truth)
          }
        }
        record('nabla approxFprime', approxFprime(along, at[j]!), Number.NaN, 2, truth)
      }
    }
  }
  const peer = python<Record<string, Sample[]>>('accuracy', fixture)
  console.log('\nFirst derivatives of test/fixtures/symbolic/derivatives.json: relative error and calls of f')
  console.log(`  ${''.padEnd(20)} ${'median'.padStart(8)} ${'99 %'.padStart(8)}  <= 1e-8  covered   calls`)
  for (const [name, samples] of Object.entries({ ...ours, ...peer?.result })) {
    const relative = samples.map(([r]) => (Number.isFinite(r) ? r : 1)).sort((a, b) => a - b)
    const calls = samples.map(([, n]) => n).sort((a, b) => a - b)
    const share = (count: number) => `${((100 * count) / samples.length).toFixed(1)} %`.padStart(8)
    const covered =
      name === 'nabla approxFprime' ? '-'.padStart(8) : share(samples.filter(([, , c]) => c).length)
    console.log(
      `  ${name.padEnd(20)} ${quantile(relative, 0.5).toExponential(1).padStart(8)} ${quantile(relative, 0.99).toExponential(1).padStart(8)} ${share(relative.filter((r) => r <= 1e-8).length)} ${covered} ${String(quantile(calls, 0.5)).padStart(7)}`,
    )
  }
}

speed()
accuracy()
