/** What a step applies; `function` names a rule from the table of derivatives that belongs to no other family. */
export type RuleName =
  | 'constant'
  | 'identity'
  | 'constant multiple'
  | 'sum'
  | 'product'
  | 'quotient'
  | 'reciprocal'
  | 'power'
  | 'exponential'
  | 'logarithm'
  | 'trigonometric'
  | 'inverse trigonometric'
  | 'hyperbolic'
  | 'inverse hyperbolic'
  | 'function'
  | 'chain'
  | 'logarithmic differentiation'
  | 'piecewise'
  | 'Leibniz'
  | 'differentiate both sides'
  | 'collect'
  | 'collect and solve'
  | 'simplify'
  | 'remaining'

const families: readonly (readonly [RuleName, string])[] = [
  ['exponential', 'exp expm1'],
  ['logarithm', 'log log1p'],
  ['trigonometric', 'sin cos tan cot sec csc'],
  ['inverse trigonometric', 'asin acos atan acot asec acsc'],
  ['hyperbolic', 'sinh cosh tanh coth sech csch'],
  ['inverse hyperbolic', 'asinh acosh atanh acoth asech acsch'],
]
const familyByName = new Map(
  families.flatMap(([rule, names]) => names.split(' ').map((n) => [n, rule] as const)),
)

/** The rule that differentiates a function of that name. */
export const familyOf = (name: string): RuleName => familyByName.get(name) ?? 'function'
