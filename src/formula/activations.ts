import { NablaError } from '../errors.ts'
import { plainFormula } from './plain.ts'
import type { BinaryOperator, Formula } from './tree.ts'

/** The page of activation functions: what each is, with PyTorch's default parameters. */
export const activationPage = `
relu          maximum(x, 0)
relu6         minimum(maximum(x, 0), 6)
leaky_relu    where(x < 0, x/100, x)
elu           where(x < 0, expm1(x), x)
selu          1.0507009873554805*where(x < 0, 1.6732632423543772*expm1(x), x)    // Klambauer et al. (2017)
gelu          x*ndtr(x)
silu          x*logistic(x)
mish          x*tanh(softplus(x))
softsign      x/(1 + abs(x))
log_logistic  -softplus(-x)
hardtanh      minimum(maximum(x, -1), 1)
hardsigmoid   minimum(maximum(x/6 + 1/2, 0), 1)
hardswish     x*hardsigmoid(x)
softshrink    sign(x)*maximum(abs(x) - 1/2, 0)
hardshrink    where(abs(x) <= 1/2, 0, x)
`

const page: ReadonlyMap<string, Formula> = new Map(
  activationPage
    .replace(/\/\/.*/g, '')
    .split('\n')
    .flatMap((line) => {
      const [name, formula] = line.trim().split(/\s{2,}/)
      return name && formula ? [[name, plainFormula(formula)] as const] : []
    }),
)

/** What a page's formulas are computed in: float64 numbers, fractions, expressions. */
export interface Algebra<T> {
  /** The value of a literal. */
  number(text: string): T
  /** `+ - * /`, `negative`, and functions by their names. */
  readonly operations: Readonly<Record<string, (...args: T[]) => T>>
  /** One of two values, by a comparison. */
  where(op: BinaryOperator, a: T, b: T, yes: () => T, no: () => T): T
}

/**
 * The activation functions that can be computed in an algebra, by name.
 *
 * @example
 * activationsIn(float64).relu6!(8) // 6
 */
export function activationsIn<T>(algebra: Algebra<T>): Record<string, (x: T) => T> {
  const found: Record<string, (x: T) => T> = {}
  for (const [name, formula] of page) {
    const f = compiled(formula, algebra)
    if (f) found[name] = f
  }
  return found
}

/** A formula of the page as a function; undefined where the algebra lacks one of its functions. */
function compiled<T>(formula: Formula, algebra: Algebra<T>): ((x: T) => T) | undefined {
  const applied = (name: string, args: readonly Formula[]): ((x: T) => T) | undefined => {
    const f = Object.hasOwn(algebra.operations, name) ? algebra.operations[name] : undefined
    const [a, b] = args.map((arg) => compiled(arg, algebra))
    if (!f || !a || (args.length === 2 && !b)) return undefined
    return b ? (x) => f(a(x), b(x)) : (x) => f(a(x))
  }
  switch (formula.kind) {
    case 'number': {
      const value = algebra.number(formula.text)
      return () => value
    }
    case 'symbol':
      return (x) => x
    case 'unary':
      return applied('negative', [formula.operand])
    case 'binary':
      return applied(formula.op, [formula.left, formula.right])
    case 'call': {
      if (formula.name === 'where') return choice(formula.args, algebra)
      const inner = page.get(formula.name)
      const f = inner && compiled(inner, algebra)
      const arg = f && compiled(formula.args[0]!, algebra)
      return arg ? (x) => f(arg(x)) : applied(formula.name, formula.args)
    }
    default:
      throw new NablaError('activations: the page has a hole; write x for the argument.')
  }
}

/** where(a < b, yes, no) */
function choice<T>(args: readonly Formula[], algebra: Algebra<T>): ((x: T) => T) | undefined {
  const [test] = args
  if (test?.kind !== 'binary')
    throw new NablaError('activations: where needs a comparison on the page, such as where(x < 0, 0, x).')
  const [a, b, yes, no] = [test.left, test.right, args[1]!, args[2]!].map((f) => compiled(f, algebra))
  if (!a || !b || !yes || !no) return undefined
  return (x) =>
    algebra.where(
      test.op,
      a(x),
      b(x),
      () => yes(x),
      () => no(x),
    )
}
