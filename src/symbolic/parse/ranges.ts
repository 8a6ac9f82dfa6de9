import { integral } from '../calculus/forms.ts'
import type { Expr } from '../expr.ts'
import { freeSymbols } from '../traverse.ts'
import { type Argument, isExpr, listOf } from './arguments.ts'
import { expr, type Fail, type Form } from './form.ts'

/** (variable, from, to), or a variable alone. */
function ranges(args: readonly Argument[], fail: Fail): { variable: Expr; limits: readonly Expr[] }[] {
  // Sum(f, k, 1, n) is Sum(f, (k, 1, n))
  const whole = args.length === 3 && args.every(isExpr) ? [args] : args
  return whole.map((range) => {
    const [variable, ...limits] = listOf(range).map((part) => expr(part, fail))
    if (variable?.kind !== 'symbol') fail('a range without its variable', 'write (k, 1, n)')
    return { variable: variable!, limits }
  })
}

/** The innermost range stands first. */
export const overRanges =
  (build: (body: Expr, variable: Expr, from?: Expr, to?: Expr) => Expr, definite: boolean): Form =>
  ([body, ...rest], _, fail) => {
    if (rest.length === 0) return fail('a form without its variable', 'write Integral(f, (x, a, b))')
    return ranges(rest, fail).reduce(
      (inner, { variable, limits }) => {
        if (limits.length !== 2 && (definite || limits.length !== 0))
          return fail(`a range of ${limits.length + 1}`, 'write (variable, from, to)')
        return build(inner, variable, limits[0], limits[1])
      },
      expr(body, fail),
    )
  }

export const integralForm = overRanges(integral, false)

/** integrate(f, x), integral(f, x, a, b), integrate(f, (x, a, b)); where no variable stands, over the only one. */
export const integralOf: Form = ([body, ...rest], keywords, fail) => {
  const [first] = rest
  const over = first === undefined ? undefined : listOf(first)[0]
  const named = isExpr(over) && over.kind === 'symbol'
  if (named || !isExpr(body) || (rest.length !== 0 && rest.length !== 2))
    return integralForm([body!, ...rest], keywords, fail)
  const [only, more] = freeSymbols(body)
  if (only === undefined || more !== undefined)
    return fail('an integral without its variable', 'write integral(f, x) or integral(f, x, a, b)')
  return integralForm([body, only, ...rest], keywords, fail)
}
