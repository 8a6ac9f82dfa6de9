/** Functions that languages lack, as formulas over their arguments `#1`, `#2`, ...; `@exp` is the language's exp. */
type Formulas = Readonly<Record<string, string>>
/** A choice in a language: its condition, what holds then, and otherwise. */
export type Choose = (condition: string, yes: string, no: string) => string

/** Formulas that lose no digits where the function itself does not: softplus of a large number is no log(exp(x)). */
export const formulas: Formulas = {
  cot: '1/@tan(#1)',
  sec: '1/@cos(#1)',
  csc: '1/@sin(#1)',
  coth: '1/@tanh(#1)',
  sech: '1/@cosh(#1)',
  csch: '1/@sinh(#1)',
  acot: '@atan(1/#1)',
  asec: '@acos(1/#1)',
  acsc: '@asin(1/#1)',
  acoth: '@atanh(1/#1)',
  asech: '@acosh(1/#1)',
  acsch: '@asinh(1/#1)',
  logistic: '1/(1 + @exp(-#1))',
  softplus: '@max(0, #1) + @log1p(@exp(-@abs(#1)))',
  log_logistic: '@min(0, #1) - @log1p(@exp(-@abs(#1)))',
  logaddexp: '@max(#1, #2) + @log1p(@exp(-@abs(#1 - #2)))',
  relu: '@max(0, #1)',
  relu6: '@min(6, @max(0, #1))',
  leaky_relu: '@max(#1, #1/100)',
  elu: '@max(0, #1) + @expm1(@min(0, #1))',
  selu: '1.0507009873554805*(@max(0, #1) + 1.6732632423543772*@expm1(@min(0, #1)))',
  gelu_tanh: '#1/(1 + @exp(-1.5957691216057308*(#1 + 0.044715*@pow(#1, 3))))',
  softshrink: '#1 - @max(-0.5, @min(0.5, #1))',
  quick_gelu: '#1/(1 + @exp(-1.702*#1))',
  silu: '#1/(1 + @exp(-#1))',
  mish: '#1*@tanh(@max(0, #1) + @log1p(@exp(-@abs(#1))))',
  softsign: '#1/(1 + @abs(#1))',
  hardtanh: '@min(1, @max(-1, #1))',
  hardsigmoid: '@min(1, @max(0, #1/6 + 0.5))',
  hardswish: '#1*@min(1, @max(0, #1/6 + 0.5))',
}

/** (1 - 1/t (1 - 3/t (1 - 5/t ...)))/(x sqrt(pi)) with t = 2 x^2 (DLMF 7.12.1) */
const erfcxOfLarge = `${[1, 3, 5, 7, 9, 11]
  .reduceRight((rest, k) => `*(1 - ${k}/(2*#1*#1)${rest})`, '')
  .slice(1)}/(#1*1.7724538509055159)`
/** x - tanh x = x^3/3 - 2 x^5/15 + ... */
const tanhshrinkOfSmall = `#1*#1*#1*(1/3 - #1*#1*(2/15 - #1*#1*(17/315 - #1*#1*(62/2835 - #1*#1*1382/155925))))`

/** Formulas that depend on where the argument lies: beside 0 or 1/2, or beyond what gamma and exp have room for. */
export const piecewiseFormulas = (choose: Choose): Formulas => ({
  logit: choose('@abs(#1 - 0.5) < 0.25', '2*@atanh(2*#1 - 1)', '@log(#1/(1 - #1))'),
  tanhshrink: choose('@abs(#1) < 0.06', tanhshrinkOfSmall, '#1 - @tanh(#1)'),
})

/** Formulas over erf and gamma, for the languages that have them. */
export const formulasOfError = (choose: Choose): Formulas => ({
  gelu: '#1*@erfc(-#1/1.4142135623730951)/2',
  ndtr: '@erfc(-#1/1.4142135623730951)/2',
  erfcx: choose('#1 < 25', '@exp(#1*#1)*@erfc(#1)', erfcxOfLarge),
  factorial: '@gamma(#1 + 1)',
  factorial2: '@pow(2, #1/2)*@gamma(#1/2 + 1)*@pow(2/@pi, @pow(@sin(@pi*#1/2), 2)/2)',
  binomial: choose(
    '@min(#1 - 168, @min(#2, #1 - #2) + 1) > 0',
    '@exp(@lgamma(#1 + 1) - @lgamma(#2 + 1) - @lgamma(#1 - #2 + 1))',
    '@gamma(#1 + 1)/(@gamma(#2 + 1)*@gamma(#1 - #2 + 1))',
  ),
  risingfactorial: choose(
    '@min(#1, #1 + #2 - 170) > 0',
    '@exp(@lgamma(#1 + #2) - @lgamma(#1))',
    '@gamma(#1 + #2)/@gamma(#1)',
  ),
  fallingfactorial: choose(
    '@min(#1 - 168, #1 - #2 + 1) > 0',
    '@exp(@lgamma(#1 + 1) - @lgamma(#1 - #2 + 1))',
    '@gamma(#1 + 1)/@gamma(#1 - #2 + 1)',
  ),
  beta: choose(
    '@min(@min(#1, #2), #1 + #2 - 170) > 0',
    '@exp(@lgamma(#1) + @lgamma(#2) - @lgamma(#1 + #2))',
    '@gamma(#1)*@gamma(#2)/@gamma(#1 + #2)',
  ),
  lbeta: '@lgamma(#1) + @lgamma(#2) - @lgamma(#1 + #2)',
})

/** The choice of C and JavaScript. */
export const ternary: Choose = (condition, yes, no) => `${condition} ? ${yes} : ${no}`

/** Formulas with the names of a language: `@exp` by what `own` has for exp, or with the prefix in front. */
export function spelled(table: Formulas, prefix: string, own: Formulas = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table).map(([name, formula]) => [
      name,
      formula.replace(/@(\w+)/g, (_, f: string) => own[f] ?? prefix + f),
    ]),
  )
}

/** name: prefix + name, for each of the names. */
export const prefixed = (prefix: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, prefix + name]))
