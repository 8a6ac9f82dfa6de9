import { fraction, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { subtract, sum } from '../build/sum.ts'
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
  const put = (u: Expr): void => {
    if (dependsOn(u, x)) found.add(u)
  }
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    const [u, v] = node.args
    if (node.kind === 'power') {
      const n = v!
      if (n.kind !== 'number' || !isInteger(n.value) || signOf(n.value) < 0) put(u!)
    } else if (node.kind === 'relation') put(subtract(u!, v!))
    else if (node.kind === 'call') {
      switch (node.name) {
        case 'log':
        case 'abs':
        case 'sign':
        case 'heaviside':
        case 'dirac':
        case 'cbrt':
        case 'Ci':
        case 'Chi':
        case 'Ei':
        case 'E1':
        case 'coth':
        case 'csch':
          put(u!)
          break
        case 'log1p':
          put(sum(u!, integer(1)))
          break
        case 'asin':
        case 'acos':
        case 'atanh':
        case 'asec':
        case 'acsc':
        case 'acoth':
          put(subtract(u!, integer(1)))
          put(sum(u!, integer(1)))
          break
        case 'acosh':
          put(subtract(u!, integer(1)))
          break
        case 'li':
        case 'asech':
        case 'logit':
          put(subtract(u!, integer(1)))
          put(u!)
          break
        case 'tan':
        case 'sec':
          put(call('cos', u!))
          break
        case 'cot':
        case 'csc':
          put(call('sin', u!))
          break
        case 'relu':
        case 'leaky_relu':
        case 'elu':
        case 'selu':
        case 'celu':
          put(u!)
          break
        case 'relu6':
          put(u!)
          put(subtract(u!, integer(6)))
          break
        case 'hardtanh':
          for (const end of [-1, 1]) put(subtract(u!, integer(end)))
          break
        case 'hardswish':
        case 'hardsigmoid':
          for (const end of [-3, 3]) put(subtract(u!, integer(end)))
          break
        case 'softshrink':
        case 'hardshrink':
          for (const end of [-1, 1]) put(subtract(u!, fraction(end, 2)))
          break
        case 'maximum':
        case 'minimum':
          put(subtract(u!, v!))
          break
        case 'floor':
        case 'ceil':
        case 'round':
        case 'trunc':
          if (steps !== 'refused') break
          for (const k of wholesBetween(node, x, line))
            put(subtract(u!, node.name === 'round' ? fraction(2 * k + 1, 2) : integer(k)))
          break
        case 'gamma':
        case 'lgamma':
        case 'digamma':
        case 'trigamma':
        case 'polygamma':
        case 'factorial': {
          if (steps === 'poles are known') break
          const last = node.name === 'factorial' ? -1 : 0
          for (const k of wholesBetween(node, x, line))
            if (k <= last) put(subtract(node.args.at(-1)!, integer(k)))
          break
        }
        case 'remainder':
          throw new NotFoundError('analysis', `${node.name} has infinitely many jumps or poles`, e)
        default:
          if (!smooth.has(node.name))
            throw new NotFoundError('analysis', `nothing is known of ${node.name}`, e)
      }
    }
  })
  return [...found]
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
