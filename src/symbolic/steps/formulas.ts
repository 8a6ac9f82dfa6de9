import type { RuleName } from './families.ts'

/** A rule as the table at the back of a book has it. */
export interface RuleFormula {
  readonly title: string
  readonly text: string
  readonly latex: string
}

const rule = (title: string, text = '', latex = text): RuleFormula => ({ title, text, latex })

/** The names and formulas of the rules; rules of single functions state themselves. */
export const ruleFormulas: Readonly<Record<RuleName, RuleFormula>> = {
  constant: rule('Constant rule', "c' = 0"),
  identity: rule('Power rule', "x' = 1"),
  'constant multiple': rule('Constant multiple rule', "(c*u)' = c*u'", "(c\\,u)' = c\\,u'"),
  sum: rule('Sum rule', "(u + v)' = u' + v'"),
  product: rule('Product rule', "(u*v)' = u'*v + u*v'", "(u\\,v)' = u'\\,v + u\\,v'"),
  quotient: rule(
    'Quotient rule',
    "(u/v)' = (u'*v - u*v')/v^2",
    "\\left(\\frac{u}{v}\\right)' = \\frac{u'\\,v - u\\,v'}{v^2}",
  ),
  reciprocal: rule('Reciprocal rule', "(1/v)' = -v'/v^2", "\\left(\\frac{1}{v}\\right)' = -\\frac{v'}{v^2}"),
  power: rule('Power rule', "(x^n)' = n*x^(n - 1)", "(x^n)' = n\\,x^{n-1}"),
  exponential: rule('Exponential rule', "(a^x)' = a^x*log(a)", "(a^x)' = a^x \\ln a"),
  logarithm: rule('Logarithm rule', "log(x)' = 1/x", "(\\ln x)' = \\frac{1}{x}"),
  trigonometric: rule('Trigonometric rule'),
  'inverse trigonometric': rule('Inverse trigonometric rule'),
  hyperbolic: rule('Hyperbolic rule'),
  'inverse hyperbolic': rule('Inverse hyperbolic rule'),
  function: rule('Derivative of the function'),
  chain: rule('Chain rule', "f(u)' = f'(u)*u'", "f(u)' = f'(u)\\,u'"),
  'logarithmic differentiation': rule(
    'Logarithmic differentiation',
    "(f^g)' = f^g*(g*log(f))'",
    "(f^g)' = f^g\\,(g \\ln f)'",
  ),
  piecewise: rule('Piece by piece'),
  Leibniz: rule('Leibniz rule'),
  'differentiate both sides': rule('Differentiate both sides'),
  collect: rule("Collect the terms with y'"),
  'collect and solve': rule("Solve for y'"),
  simplify: rule('Simplify'),
  remaining: rule('The derivatives that are left, by the same rules'),
}
