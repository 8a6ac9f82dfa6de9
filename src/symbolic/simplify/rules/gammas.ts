import { constant, fraction, integer, isValue, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../../build/product.ts'
import { linear, scale, subtract, sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import { minusOne, one, Rational } from '../../number/rational.ts'
import { measure } from '../measure.ts'

/*
 * Products in which a gamma function or a factorial stands, above or below the line.
 */

const is = (e: Expr, name: string): boolean => e.kind === 'call' && e.weights.length === 0 && e.name === name
const isInverse = (e: Expr): boolean => e.kind === 'power' && isValue(e.args[1]!, -1)
const inverse = (e: Expr): Expr => power(e, integer(-1))

export function gammaProducts(e: Expr): Expr | undefined {
  for (const f of e.args) {
    const below = isInverse(f)
    const g = below ? f.args[0]! : f
    if (!is(g, 'gamma') && !is(g, 'factorial')) continue
    /** The product with two factors replaced, each turned upside down where the first was. */
    const replaced = (other: Expr, made: Expr): Expr | undefined => {
      const gone = below ? inverse(other) : other
      if (gone === f || !e.args.includes(gone)) return undefined
      return multiplyAll([
        rational(e.value),
        ...e.args.filter((a) => a !== f && a !== gone),
        below ? inverse(made) : made,
      ])
    }
    const found = shifted(g, replaced) ?? (g.name === 'gamma' ? reflected(g, replaced) : undefined)
    if (found !== undefined) return found
    const short = g.name === 'gamma' ? doubled(g, replaced) : undefined
    if (short !== undefined && measure(short) < measure(e)) return short
  }
  return undefined
}

type Replace = (other: Expr, made: Expr) => Expr | undefined

/** x gamma(x) = gamma(x + 1), gamma(x)/(x - 1) = gamma(x - 1), (n + 1) n! = (n + 1)!, n!/n = (n - 1)! */
function shifted(g: Expr, replaced: Replace): Expr | undefined {
  const x = g.args[0]!
  const [next, last] = g.name === 'gamma' ? [x, subtract(x, integer(1))] : [sum(x, integer(1)), x]
  if (next.kind === 'number') return undefined
  return (
    replaced(next, call(g.name, sum(x, integer(1)))) ??
    replaced(inverse(last), call(g.name, subtract(x, integer(1))))
  )
}

/** gamma(x) gamma(1 - x) = pi/sin(pi x) */
function reflected(g: Expr, replaced: Replace): Expr | undefined {
  const x = g.args[0]!
  const mirror = linear([integer(1), x], [one, minusOne])
  const angle = multiplyAll([constant('pi'), measure(mirror) < measure(x) ? mirror : x])
  return replaced(call('gamma', mirror), divide(constant('pi'), call('sin', angle)))
}

/** gamma(x) gamma(x + 1/2) = 2^(1 - 2x) sqrt(pi) gamma(2x) */
function doubled(g: Expr, replaced: Replace): Expr | undefined {
  const x = g.args[0]!
  const twice = scale(x, Rational.small(2, 1))
  return replaced(
    call('gamma', sum(x, fraction(1, 2))),
    multiplyAll([power(integer(2), subtract(integer(1), twice)), sqrt(constant('pi')), call('gamma', twice)]),
  )
}
