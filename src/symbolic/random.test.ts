import { expect, test } from 'vitest'
import { grad, type Tensor, tensor } from '../index.ts'
import { derivative } from '../numeric/index.ts'
import { tensorFunction } from './bridge/tensor-function.ts'
import { diff, evaluate, lambdify, parse, text } from './index.ts'

/*
 * Random expressions: the derivative against finite differences (nabla/numeric, which knows no rule) and against
 * automatic differentiation of the same expression as a function on tensors. NABLA_SEED repeats a run, NABLA_RUNS
 * changes how many expressions there are.
 */
const seed = Number(process.env['NABLA_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['NABLA_RUNS'] ?? 10_000)
/** A generator of its own, so that a seed gives the same expressions everywhere (mulberry32). */
function generator(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const anywhere =
  'sin cos tanh atan asinh erf logistic softplus gelu silu mish softsign sinh cosh cbrt erfc abs sech acot'.split(
    ' ',
  )
const positive = 'log sqrt gamma lgamma digamma log1p exp2 tan acsch coth csch E1 Ei Ci besselk0 airy'.split(
  ' ',
)
const positiveText: Readonly<Record<string, string>> = { besselk0: 'besselk(0, #)', airy: 'airyai(#)' }

/** An expression in x and y whose value exists for all real x and y, as text. */
function expression(random: () => number, depth: number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  if (depth === 0 || random() < 0.12)
    return pick(['x', 'y', 'x', String(1 + Math.floor(random() * 5)), '1/3', '0.7', 'pi/4'])
  const inner = (): string => expression(random, depth - 1)
  /** Above 0 and not far from 1. */
  const above = (): string => `(1/2 + 2*logistic(${inner()}))`
  switch (Math.floor(random() * 12)) {
    case 0:
    case 1:
      return `(${inner()} + ${inner()})`
    case 2:
      return `(${inner()} - ${inner()})`
    case 3:
    case 4:
      return `(${inner()})*(${inner()})`
    case 5:
      return `(${inner()})/(1 + (${inner()})^2)`
    case 6:
      return `${above()}^(${inner()})`
    case 7:
      return `(${inner()})^${pick([2, 3, 4])}`
    case 8:
      return `exp(-(${inner()})^2)`
    case 9: {
      const name = pick(positive)
      return (positiveText[name] ?? `${name}(#)`).replace('#', above())
    }
    case 10:
      return pick([
        () => `max(${inner()}, ${inner()})`,
        () => `where(${inner()} < ${inner()}, ${inner()}, ${inner()})`,
        () => `atan2(${above()}, ${inner()})`,
        () => `${pick(['asin', 'acos', 'atanh', 'erfinv'])}(tanh(${inner()})*9/10)`,
        () => `hypot(${inner()}, ${above()})`,
      ])()
    default:
      return `${pick(anywhere)}(${inner()})`
  }
}

test(`${runs} random expressions, seed ${seed}`, () => {
  const random = generator(seed)
  let compared = 0
  let withTensors = 0
  for (let k = 0; k < runs; k++) {
    const source = expression(random, 3)
    const e = parse(source)
    const point = { x: 0.2 + 1.3 * random(), y: 0.2 + 1.3 * random() }
    const said = (what: string, other: number): string =>
      `seed ${seed}, expression ${k}: d/dx ${source} at ${JSON.stringify(point)} is ${slope} by ${text(d)}, but ${other} by ${what}`
    const f = lambdify(e, ['x', 'y'])
    const d = diff(e, 'x')
    const slope = evaluate(d, point)
    const value = f(point.x, point.y)
    if (!Number.isFinite(value) || Math.abs(value) > 1e6) continue
    const numeric = derivative((x: number) => f(x, point.y), point.x)
    // a kink or a jump close by tells nothing
    if (numeric.converged && numeric.error < 1e-6 * Math.max(1, Math.abs(numeric.value))) {
      const allowed = 1e-6 * Math.max(1e-2, Math.abs(numeric.value), Math.abs(value)) + 20 * numeric.error
      expect(Math.abs(slope - numeric.value), said('finite differences', numeric.value)).toBeLessThanOrEqual(
        allowed,
      )
      compared++
    }
    const g = grad((x: Tensor) => tensorFunction(e, ['x', 'y'])(x, tensor(point.y, { dtype: 'float64' })))
    const automatic = (g(tensor(point.x, { dtype: 'float64' })) as Tensor).item() as number
    if (Number.isFinite(automatic)) {
      expect(Math.abs(slope - automatic), said('automatic differentiation', automatic)).toBeLessThanOrEqual(
        1e-9 * Math.max(1e-3, Math.abs(automatic), Math.abs(value)),
      )
      withTensors++
    }
  }
  expect(compared).toBeGreaterThan(0.8 * runs)
  expect(withTensors).toBeGreaterThan(0.9 * runs)
}, 600_000)
