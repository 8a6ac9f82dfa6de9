import { rootSum } from '../calculus/root-sum.ts'
import { denseOf } from '../polynomial/dense.ts'
import { freeSymbols } from '../traverse.ts'
import { isExpr, listOf } from './arguments.ts'
import { expr, type Form } from './form.ts'

/** RootSum(body, z, p); RootSum(body, p) over the only symbol of p; RootSum(p, Lambda(z, body)), as SymPy has it. */
export const rootSumForm: Form = (args, _, fail) => {
  const [first, second, third] = args
  const [body, z, p] = isExpr(second)
    ? third === undefined
      ? [first, freeSymbols(second)[0], second]
      : [first, second, third]
    : [listOf(second ?? [])[1], listOf(second ?? [])[0], first]
  const variable = expr(z, fail)
  const coefficients = variable.kind === 'symbol' ? denseOf(expr(p, fail), variable) : undefined
  if (coefficients === undefined || coefficients.length < 2)
    return fail(
      'a sum over roots',
      'write RootSum(body, z, p) with a polynomial p of rational coefficients in z',
    )
  return rootSum(expr(body, fail), variable, coefficients)
}
