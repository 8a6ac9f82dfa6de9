import { derivativesOf } from '../../formula/all-derivatives.ts'
import { familyOf } from '../../formula/families.ts'
import { constant, integer, rational, symbol } from '../build/atoms.ts'
import { applied, call, derivativeCall } from '../build/call.ts'
import { mayBeComplex } from '../build/complex-parts.ts'
import { isNegative } from '../build/known.ts'
import { multiplyAll, power } from '../build/product.ts'
import { rebuild, remake } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import { Context, within } from '../context.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { fromFormula } from '../parse/convert.ts'
import { constantNames } from '../parse/names.ts'
import { foldExpr, walk } from '../traverse.ts'

/** Makes one node of a rule's body, in the current context, from what its slots hold. */
type Step = (slots: readonly Expr[]) => Expr

/** A partial derivative from the page: slots 0, 1, ... are the arguments, then the value, then one a step. */
interface Rule {
  readonly parameters: number
  readonly steps: readonly Step[]
  readonly result: number
}

/** The bodies of rules live in a context of their own, so that a fresh context need not read the page again. */
const own = new Context()
const rules = new Map<string, (Rule | undefined)[]>()

function ruleOf(name: string, index: number, count: number): Rule | undefined {
  let partials = rules.get(name)
  if (partials === undefined) rules.set(name, (partials = []))
  // a name may have lines for one and for two arguments
  const key = 8 * count + index
  if (!(key in partials)) partials[key] = within(own, () => compileRule(name, index, count))
  return partials[key]
}

function compileRule(name: string, index: number, count: number): Rule | undefined {
  const family = familyOf(name)?.parameters.length === count ? familyOf(name) : undefined
  const line = family === undefined ? derivativesOf(name) : undefined
  if (line !== undefined && line.arity !== count) return undefined
  const formula = line?.partials[index] ?? family?.partials[index]
  if (formula === undefined) return undefined
  const arity = line?.arity ?? 1
  const names =
    family?.parameters ?? (arity === 1 ? ['x'] : Array.from({ length: arity }, (_, i) => `x${i + 1}`))
  const body = openRadicands(
    fromFormula(formula, {
      symbol: (n) => {
        const known = n === 'y' || names.includes(n) ? undefined : constantNames[n]
        return known === undefined ? symbol(` ${n}`) : constant(known)
      },
    }),
  )
  const slots = new Map<Expr, number>([...names, 'y'].map((n, i) => [symbol(` ${n}`), i]))
  const steps: Step[] = []
  walk(
    body,
    (e) => {
      const from = e.args.map((a) => slots.get(a)!)
      slots.set(e, slots.size)
      steps.push(stepOf(e, from))
    },
    slots,
  )
  return { parameters: names.length, steps, result: slots.get(body)! }
}

/** How a node is made whose arguments stand in those slots. */
function stepOf(e: Expr, from: readonly number[]): Step {
  const [i, k] = from as [number, number]
  switch (e.kind) {
    case 'number':
      return () => rational(e.value)
    case 'power':
      return (slots) => power(slots[i]!, slots[k]!)
    case 'call':
      if (from.length === 1 && e.weights.length === 0) return (slots) => applied(e.name, [slots[i]!])
      break
    default:
  }
  return (slots) =>
    remake(
      e,
      from.map((slot) => slots[slot]!),
    )
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
  const special = Object.hasOwn(ownRules, name) ? ownRules[name]!(args, index) : undefined
  if (special !== undefined) return special
  const rule = ruleOf(name, index, args.length)
  if (rule === undefined)
    return derivativeCall(
      name,
      args,
      args.map((_, i) => (i === index ? 1 : 0)),
    )
  const slots: Expr[] = args.slice(0, rule.parameters)
  slots.push(value)
  for (let i = 0; i < rule.steps.length; i++) slots.push(rule.steps[i]!(slots))
  return slots[rule.result]!
}

/** Derivatives that the pages cannot state as a formula, and those that theirs are not true of everywhere. */
const ownRules: Readonly<Record<string, (args: readonly Expr[], index: number) => Expr | undefined>> = {
  heaviside: ([x]) => call('dirac', x!),
  sign: ([x]) => scale(call('dirac', x!), Rational.small(2, 1)),
  // sqrt(x - 1)*sqrt(x + 1) is sqrt(x^2 - 1) in the right half of the plane only, and below -1 its opposite
  acosh: ([x]) => (mayBeComplex(x!) || isNegative(x!) ? multiplyAll(acoshSlope(x!)) : undefined),
  // on the cut below -1, sqrt((1 - x)*(1 + x)) belongs to the other side
  asech: ([x]) =>
    mayBeComplex(x!)
      ? multiplyAll([integer(-1), power(x!, integer(-2)), ...acoshSlope(power(x!, integer(-1)))])
      : undefined,
}

/** The factors of 1/(sqrt(x - 1) sqrt(x + 1)). */
const acoshSlope = (x: Expr): Expr[] =>
  [1, -1].map((c) => power(sum(x, integer(c)), rational(Rational.small(-1, 2))))
