import { derivativesOf } from '../../formula/derivatives.ts'
import { familyOf } from '../../formula/families.ts'
import { constant, rational, symbol } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { rebuild } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import { type Context, currentContext } from '../context.ts'
import type { Expr } from '../expr.ts'
import { fromFormula } from '../parse/convert.ts'
import { constantNames } from '../parse/names.ts'
import { foldExpr, walk } from '../traverse.ts'

/** A partial derivative from the page, over placeholders for the arguments and the value. */
interface Rule {
  readonly body: Expr
  readonly parameters: readonly Expr[]
  readonly value: Expr
}

const rulesOf = new WeakMap<Context, Map<string, Rule | undefined>>()

function ruleOf(name: string, index: number): Rule | undefined {
  let rules = rulesOf.get(currentContext())
  if (rules === undefined) rulesOf.set(currentContext(), (rules = new Map()))
  const key = `${name} ${index}`
  if (rules.has(key)) return rules.get(key)
  const line = derivativesOf(name)
  const family = line === undefined ? familyOf(name) : undefined
  const formula = line?.partials[index] ?? family?.partials[index]
  let rule: Rule | undefined
  if (formula !== undefined) {
    const arity = line?.arity ?? 1
    const names =
      family?.parameters ?? (arity === 1 ? ['x'] : Array.from({ length: arity }, (_, i) => `x${i + 1}`))
    const body = fromFormula(formula, {
      symbol: (n) => {
        const known = n === 'y' || names.includes(n) ? undefined : constantNames[n]
        return known === undefined ? symbol(` ${n}`) : constant(known)
      },
    })
    rule = { body: openRadicands(body), parameters: names.map((n) => symbol(` ${n}`)), value: symbol(' y') }
  }
  rules.set(key, rule)
  return rule
}

/** (1 - x)*(1 + x) is kept apart on the page for float64; books write 1 - x^2. */
function openRadicands(body: Expr): Expr {
  return foldExpr<Expr>(body, (e, args) => {
    const [a, b] = args
    if (e.kind !== 'product' || args.length !== 2 || a!.kind !== 'sum' || b!.kind !== 'sum') {
      const base = args[0]
      if (
        e.kind === 'power' &&
        base?.kind === 'product' &&
        base.args.length === 2 &&
        base.args.every((f) => f.kind === 'sum')
      )
        return power(difference(base.args[0]!, base.args[1]!) ?? base, args[1]!)
      return rebuild(e, args)
    }
    return difference(a!, b!) ?? rebuild(e, args)
  })
}

/** (a + b)*(c + d), multiplied out. */
function difference(p: Expr, q: Expr): Expr | undefined {
  if (p.args.length !== 1 || q.args.length !== 1) return undefined
  const terms = (e: Expr): Expr[] => [rational(e.value), scale(e.args[0]!, e.weights[0]!)]
  return sum(...terms(p).flatMap((a) => terms(q).map((b) => multiplyAll([a, b]))))
}

/**
 * The partial derivative of a function by its argument number `index`, at `args`. `value` is the function there.
 * A function without a rule gives its derivative as a function of its own: f'(x), f^(1,0)(x, y).
 */
export function partial(name: string, args: readonly Expr[], index: number, value: Expr): Expr {
  const own = ownRules[name]?.(args, index)
  if (own !== undefined) return own
  const rule = ruleOf(name, index)
  if (rule === undefined)
    return derivativeCall(
      name,
      args,
      args.map((_, i) => (i === index ? 1 : 0)),
    )
  const place = new Map<Expr, Expr>(rule.parameters.map((p, i) => [p, args[i]!]))
  place.set(rule.value, value)
  walk(
    rule.body,
    (e) => {
      if (!place.has(e))
        place.set(
          e,
          rebuild(
            e,
            e.args.map((a) => place.get(a)!),
          ),
        )
    },
    place,
  )
  return place.get(rule.body)!
}

/** Derivatives that the pages cannot state as a formula. */
const ownRules: Readonly<Record<string, (args: readonly Expr[], index: number) => Expr | undefined>> = {
  heaviside: ([x]) => call('dirac', x!),
}
