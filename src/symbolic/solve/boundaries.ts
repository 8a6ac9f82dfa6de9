import { fraction, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { coefficientsOf } from './coefficients.ts'
import type { Line } from './pieces.ts'

/** What of infinitely many jumps and poles the caller knows already: jumps of floor and its like, and poles of gamma too. */
export type Known = 'refused' | 'steps are known' | 'poles are known'

/** What is 0 where the function may end, have a pole or a kink. */
export function boundaryEquations(e: Expr, x: Expr, steps: Known = 'refused', line?: Line): Expr[] {
  const found = new Set<Expr>()
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    for (const u of boundariesOf(node, e, x, steps, line)) if (dependsOn(u, x)) found.add(u)
  })
  return [...found]
}

/** What is 0 where one operation has a boundary. */
function boundariesOf(node: Expr, e: Expr, x: Expr, steps: Known, line: Line | undefined): readonly Expr[] {
  const [u, v] = node.args
  if (node.kind === 'power') return isEverywhere(v!) ? [] : [u!]
  if (node.kind === 'relation') return [subtract(u!, v!)]
  if (node.kind !== 'call') return []
  const own = Object.hasOwn(boundaries, node.name) ? boundaries[node.name]!(u!, v!) : undefined
  if (own !== undefined) return own
  if (jumping.has(node.name)) return steps === 'refused' ? jumpsOf(node, x, line) : []
  if (gammas.has(node.name)) return steps === 'poles are known' ? [] : polesOf(node, x, line)
  if (node.name === 'remainder')
    throw new NotFoundError('analysis', `${node.name} has infinitely many jumps or poles`, e)
  if (!smooth.has(node.name)) throw new NotFoundError('analysis', `nothing is known of ${node.name}`, e)
  return []
}

/** Whether a power with that exponent has no pole, end or branch. */
const isEverywhere = (n: Expr): boolean => n.kind === 'number' && isInteger(n.value) && signOf(n.value) >= 0

type Boundaries = (u: Expr, v: Expr) => readonly Expr[]

/** Where the argument is one of those numbers. */
const at =
  (...places: readonly (number | readonly [n: number, d: number])[]): Boundaries =>
  (u) =>
    places.map((p) => {
      const [n, d] = typeof p === 'number' ? [p, 1] : p
      return n === 0 ? u : subtract(u, fraction(n, d))
    })

const each = (names: string, own: Boundaries): Readonly<Record<string, Boundaries>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, own]))

/** Of functions with finitely many boundaries, or with those of a wave. */
const boundaries: Readonly<Record<string, Boundaries>> = {
  ...each('log abs sign heaviside dirac cbrt Ci Chi Ei E1 coth csch relu leaky_relu elu selu celu', at(0)),
  log1p: at(-1),
  ...each('asin acos atanh asec acsc acoth', at(1, -1)),
  acosh: at(1),
  ...each('li asech logit', at(1, 0)),
  ...each('tan sec', (u) => [call('cos', u)]),
  ...each('cot csc', (u) => [call('sin', u)]),
  relu6: at(0, 6),
  hardtanh: at(-1, 1),
  ...each('hardswish hardsigmoid', at(-3, 3)),
  ...each('softshrink hardshrink', at([-1, 2], [1, 2])),
  ...each('maximum minimum', (u, v) => [subtract(u, v)]),
}

/** What is 0 where a function with steps jumps, on a part of the line. */
const jumpsOf = (node: Expr, x: Expr, line: Line | undefined): Expr[] =>
  wholesBetween(node, x, line).map((k) =>
    subtract(node.args[0]!, node.name === 'round' ? fraction(2 * k + 1, 2) : integer(k)),
  )

/** What is 0 at the poles of a function of the gamma family, on a part of the line. */
function polesOf(node: Expr, x: Expr, line: Line | undefined): Expr[] {
  const last = node.name === 'factorial' ? -1 : 0
  return wholesBetween(node, x, line)
    .filter((k) => k <= last)
    .map((k) => subtract(node.args.at(-1)!, integer(k)))
}

const mostWholes = 100

/** The whole numbers that the argument of a function with jumps or poles passes on a part of the line. */
function wholesBetween(node: Expr, x: Expr, line: Line | undefined): number[] {
  const u = node.args.at(-1)!
  const c = coefficientsOf(u, x)
  if (
    line === undefined ||
    !Number.isFinite(line.low.at) ||
    !Number.isFinite(line.high.at) ||
    c?.length !== 2
  )
    throw new NotFoundError('analysis', `${node.name} has infinitely many jumps or poles`, node)
  const [b, a] = c.map((k) => evaluate(k)) as [number, number]
  const ends = [a * line.low.at + b, a * line.high.at + b].sort((p, q) => p - q) as [number, number]
  const first = Math.ceil(ends[0] - 1)
  const count = Math.floor(ends[1] + 1) - first + 1
  if (count > mostWholes)
    throw new NotFoundError('analysis', `${node.name} has ${count} jumps or poles there`, node)
  return Array.from({ length: count }, (_, i) => first + i)
}

const gammas = new Set(['gamma', 'lgamma', 'digamma', 'trigamma', 'polygamma', 'factorial'])

/** Calls of the gamma family in it, with poles at all whole numbers up to 0 (-1 for the factorial). */
export function gammaFunctions(e: Expr, x: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && gammas.has(node.name) && dependsOn(node, x)) found.push(node)
  })
  return found
}

/** The functions in it that jump at whole numbers or halves. */
export function stepFunctions(e: Expr, x: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && jumping.has(node.name) && dependsOn(node, x)) found.push(node)
  })
  return found
}
const jumping = new Set(['floor', 'ceil', 'round', 'trunc'])

const smooth = new Set(
  'besselj airyai airybi exp sin cos sinh cosh tanh sech asinh atan acot erf erfc expm1 logistic softplus sinc ndtr tanhshrink Si Shi erfi fresnels fresnelc gelu silu mish softsign log_logistic dawson'.split(
    ' ',
  ),
)
