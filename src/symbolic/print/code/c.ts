import { type Printed, rootsOf } from '../notation.ts'
import { formulas, formulasOfError, piecewiseFormulas, prefixed, spelled, ternary } from './formulas.ts'
import { type CodeOptions, checkCode, parametersOf } from './javascript.ts'
import type { Language } from './language.ts'
import { isSingle, numeral } from './numeral.ts'
import { writeSource } from './write.ts'

const math =
  'sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log1p floor ceil trunc cbrt hypot erf erfc lgamma'
const own = { pi: '3.141592653589793', abs: 'fabs', max: 'fmax', min: 'fmin', gamma: 'tgamma' }
/** 1/2 of whole numbers is 0 in C. */
const pointed = (table: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(table).map(([name, formula]) => [
      name,
      formula.replace(/(?<![\w.#])(\d+)(?![\w.])/g, '$1.0'),
    ]),
  )

const language: Language = {
  name: 'c',
  instead: 'Substitute it, evaluate with lambdify, or print it with javascript.',
  functions: {
    ...prefixed('', math),
    ...pointed(spelled({ ...formulas, ...piecewiseFormulas(ternary), ...formulasOfError(ternary) }, '', own)),
    abs: 'fabs',
    gamma: 'tgamma',
    maximum: 'fmax',
    minimum: 'fmin',
    remainder: 'fmod',
    round: 'nearbyint',
    sign: '(#1 > 0) - (#1 < 0)',
    heaviside: '#1 > 0 ? 1.0 : #1 < 0 ? 0.0 : 0.5',
    hardshrink: 'fabs(#1) > 0.5 ? #1 : 0.0',
    sinc: '#1 == 0 ? 1.0 : sin(3.141592653589793*#1)/(3.141592653589793*#1)',
    xlogy: '#1 == 0 ? 0*#2 : #1*log(#2)',
    xlog1py: '#1 == 0 ? 0*#2 : #1*log1p(#2)',
  },
  constants: {
    pi: '3.141592653589793',
    E: '2.718281828459045',
    EulerGamma: '0.5772156649015329',
    oo: 'INFINITY',
    '-oo': '-INFINITY',
    zoo: 'NAN',
    undefined: 'NAN',
    true: '1',
    false: '0',
  },
  reserved: new Set(
    `auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while main
    alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual
    linux unix i386 NAN INFINITY HUGE_VAL HUGE_VALF HUGE_VALL MAXFLOAT FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL
    M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2
    j0 j1 jn y0 y1 yn gamma signgam ${math} fabs tgamma fmax fmin fmod nearbyint pow sqrt`.split(/\s+/),
  ),
  number: (value) => numeral('c', value, true),
  single: isSingle,
  power: (base, exponent) => `pow(${base}, ${exponent})`,
  infixPower: false,
  root: 'sqrt',
  not: '!',
  and: ' && ',
  or: ' || ',
  equal: ' == ',
  unequal: ' != ',
  tightLogic: false,
  piecewise: (cases, otherwise = 'NAN') =>
    `(${cases.map(([value, test]) => `${test} ? ${value} : `).join('')}${otherwise})`,
  binding: (name, value) => `const double ${name} = ${value};`,
}

/**
 * Writes an expression in C with the functions of C99's math.h. With `name` a complete function; a list of expressions,
 * or a matrix of them by rows, then fills an array `out`. Shared parts of a large expression are constants on lines before it.
 *
 * Throws: CodeError for what C has not, with its name.
 *
 * @example
 * c(parse('x^2/2 + erf(x)')) // 'pow(x, 2.0)/2.0 + erf(x)'
 */
export function c(e: Printed, options: CodeOptions = {}): string {
  const roots = rootsOf(e)
  checkCode('c', options)
  const { lines, results, symbols } = writeSource(roots, language, options.treeLimit)
  if (options.name === undefined) return [...lines, ...results].join('\n')
  const names = parametersOf(symbols, options.arguments)
  const parameters = names.map((name) => `double ${name}`)
  let out = 'out'
  while (names.includes(out)) out += '_'
  const ends = Array.isArray(e) ? results.map((r, i) => `${out}[${i}] = ${r};`) : [`return ${results[0]};`]
  if (Array.isArray(e)) parameters.push(`double *${out}`)
  const body = [...lines, ...ends].map((line) => `  ${line}\n`).join('')
  const type = Array.isArray(e) ? 'void' : 'double'
  return `#include <math.h>\n\n${type} ${options.name}(${parameters.join(', ') || 'void'}) {\n${body}}`
}
