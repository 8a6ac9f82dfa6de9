import type { Expr } from '../../expr.ts'
import { decimalText } from '../../number/decimal.ts'
import { aritiesOf, constantNamed, formNames } from '../../parse/names.ts'
import { isHeld } from '../text.ts'
import { formulas, formulasOfError, prefixed, spelled } from './formulas.ts'
import { type CodeOptions, parametersOf } from './javascript.ts'
import type { Language } from './language.ts'
import { numeral } from './numeral.ts'
import { writeSource } from './write.ts'

const keywords =
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'

const shared: Pick<Language, 'power' | 'infixPower' | 'binding'> = {
  power: (base, exponent) => `${base}**${exponent}`,
  infixPower: true,
  binding: (name, value) => `${name} = ${value}`,
}

const numpyNames = {
  pi: 'numpy.pi',
  max: 'numpy.maximum',
  min: 'numpy.minimum',
  pow: 'numpy.power',
  asin: 'numpy.arcsin',
  acos: 'numpy.arccos',
  atan: 'numpy.arctan',
  asinh: 'numpy.arcsinh',
  acosh: 'numpy.arccosh',
  atanh: 'numpy.arctanh',
  gamma: 'scipy.special.gamma',
  lgamma: 'scipy.special.gammaln',
  erfc: 'scipy.special.erfc',
}
const special = 'scipy.special.'

const numpy: Language = {
  ...shared,
  name: 'python',
  functions: {
    ...prefixed(
      'numpy.',
      'sin cos tan sinh cosh tanh exp expm1 log log1p abs sign floor ceil trunc cbrt hypot sinc logaddexp',
    ),
    ...spelled(formulas, 'numpy.', numpyNames),
    ...spelled(formulasOfError, 'numpy.', numpyNames),
    ...prefixed(
      special,
      'erf erfc erfcx erfi erfinv erfcinv ndtr log_ndtr ndtri logit xlogy xlog1py gamma digamma polygamma beta i0 i0e i1 i1e zeta hyp0f1 hyp1f1 hyp2f1',
    ),
    logaddexp: 'numpy.logaddexp',
    asin: 'numpy.arcsin',
    acos: 'numpy.arccos',
    atan: 'numpy.arctan',
    atan2: 'numpy.arctan2',
    asinh: 'numpy.arcsinh',
    acosh: 'numpy.arccosh',
    atanh: 'numpy.arctanh',
    maximum: 'numpy.maximum',
    minimum: 'numpy.minimum',
    remainder: 'numpy.fmod',
    round: 'numpy.round',
    heaviside: 'numpy.heaviside(#1, 0.5)',
    hardshrink: 'numpy.where(numpy.abs(#1) > 0.5, #1, 0)',
    harmonic: `${special}digamma(#1 + 1) + numpy.euler_gamma`,
    logistic: `${special}expit`,
    log_logistic: `${special}log_expit`,
    lgamma: `${special}gammaln`,
    trigamma: `${special}polygamma(1, #1)`,
    lbeta: `${special}betaln`,
    binomial: `${special}binom`,
    hurwitz: `${special}zeta`,
    Ei: `${special}expi`,
    E1: `${special}exp1`,
    li: `${special}expi(numpy.log(#1))`,
    Si: `${special}sici(#1)[0]`,
    Ci: `${special}sici(#1)[1]`,
    Shi: `${special}shichi(#1)[0]`,
    Chi: `${special}shichi(#1)[1]`,
    fresnels: `${special}fresnel(#1)[0]`,
    fresnelc: `${special}fresnel(#1)[1]`,
    airyai: `${special}airy(#1)[0]`,
    airyaiprime: `${special}airy(#1)[1]`,
    airybi: `${special}airy(#1)[2]`,
    airybiprime: `${special}airy(#1)[3]`,
    LambertW: `${special}lambertw(#1).real`,
    besselj: `${special}jv`,
    bessely: `${special}yv`,
    besseli: `${special}iv`,
    besselk: `${special}kv`,
    dawson: `${special}dawsn`,
    legendre: `${special}eval_legendre`,
    assoc_legendre: `${special}lpmv(#2, #1, #3)`,
    chebyshevt: `${special}eval_chebyt`,
    chebyshevu: `${special}eval_chebyu`,
    gegenbauer: `${special}eval_gegenbauer`,
    jacobi: `${special}eval_jacobi`,
    hermite: `${special}eval_hermite`,
    hermite_prob: `${special}eval_hermitenorm`,
    laguerre: `${special}eval_laguerre`,
    assoc_laguerre: `${special}eval_genlaguerre`,
    struveh: `${special}struve`,
    struvel: `${special}modstruve`,
    lowergamma: `${special}gammainc(#1, #2)*${special}gamma(#1)`,
    uppergamma: `${special}gammaincc(#1, #2)*${special}gamma(#1)`,
    gammap: `${special}gammainc`,
    gammaq: `${special}gammaincc`,
    betainc: `${special}betainc(#1, #2, #3)*${special}beta(#1, #2)`,
    betaregularized: `${special}betainc`,
    elliptic_k: `${special}ellipk`,
    elliptic_e: `${special}ellipe`,
    elliptic_f: `${special}ellipkinc`,
    elliptic_einc: `${special}ellipeinc`,
  },
  constants: {
    pi: 'numpy.pi',
    E: 'numpy.e',
    I: '1j',
    EulerGamma: 'numpy.euler_gamma',
    oo: 'numpy.inf',
    '-oo': '-numpy.inf',
    zoo: 'numpy.nan',
    undefined: 'numpy.nan',
    true: 'True',
    false: 'False',
  },
  reserved: new Set(`${keywords} numpy scipy`.split(' ')),
  number: (value) => numeral('python', value),
  root: 'numpy.sqrt',
  not: 'numpy.logical_not',
  and: ' & ',
  or: ' | ',
  equal: ' == ',
  unequal: ' != ',
  tightLogic: true,
  piecewise: (cases, otherwise = 'numpy.nan') =>
    cases.length === 1
      ? `numpy.where(${cases[0]![1]}, ${cases[0]![0]}, ${otherwise})`
      : `numpy.select([${cases.map(([, test]) => test).join(', ')}], [${cases.map(([value]) => value).join(', ')}], default=${otherwise})`,
}

const mathNames = { pi: 'math.pi', abs: 'abs', max: 'max', min: 'min', pow: 'pow' }
const math: Language = {
  ...numpy,
  functions: {
    ...prefixed(
      'math.',
      'sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log1p floor ceil trunc hypot erf erfc gamma lgamma',
    ),
    ...spelled(formulas, 'math.', mathNames),
    ...spelled(formulasOfError, 'math.', mathNames),
    abs: 'abs',
    maximum: 'max',
    minimum: 'min',
    remainder: 'math.fmod',
    round: 'round',
    cbrt: 'math.copysign(abs(#1)**(1/3), #1)',
    sign: '(#1 > 0) - (#1 < 0)',
    heaviside: '1 if #1 > 0 else 0 if #1 < 0 else 0.5',
    hardshrink: '#1 if abs(#1) > 0.5 else 0',
    sinc: '1 if #1 == 0 else math.sin(math.pi*#1)/(math.pi*#1)',
    xlogy: '0 if #1 == 0 else #1*math.log(#2)',
    xlog1py: '0 if #1 == 0 else #1*math.log1p(#2)',
  },
  constants: {
    pi: 'math.pi',
    E: 'math.e',
    EulerGamma: '0.5772156649015329',
    oo: 'math.inf',
    '-oo': '-math.inf',
    zoo: 'math.nan',
    undefined: 'math.nan',
    true: 'True',
    false: 'False',
  },
  reserved: new Set(`${keywords} math abs max min round`.split(' ')),
  root: 'math.sqrt',
  not: 'not ',
  and: ' and ',
  or: ' or ',
  tightLogic: false,
  piecewise: (cases, otherwise = 'math.nan') =>
    `(${cases.map(([value, test]) => `${value} if ${test} else `).join('')}${otherwise})`,
}

const sympyNames = { abs: 'Abs', max: 'Max', min: 'Min', lgamma: 'loggamma', pi: 'pi' }
/** `@log1p(x)` is log(1 + x), and so on: SymPy has neither. */
const ofSympy = (table: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(spelled(table, '', sympyNames)).map(([name, formula]) => [
      name,
      formula
        .replaceAll('log1p(', 'log(1 + ')
        .replaceAll('0.5', 'Rational(1, 2)')
        .replaceAll('1.4142135623730951', 'sqrt(2)')
        .replaceAll('1.5957691216057308', 'sqrt(8/pi)')
        .replace(/pow\(#1, 3\)/, '(#1)**3'),
    ]),
  )

const sympy: Language = {
  ...shared,
  name: 'python',
  functions: {
    ...ofSympy(formulas),
    ...ofSympy(formulasOfError),
    ...prefixed(
      '',
      'sin cos tan cot sec csc asin acos atan acot asec acsc atan2 sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch exp log sign floor erf erfc erfi erfinv erfcinv gamma digamma polygamma beta factorial factorial2 harmonic binomial expint Ei E1 li Si Ci Shi Chi fresnels fresnelc airyai airyaiprime airybi airybiprime LambertW zeta polylog besselj bessely besseli besselk lowergamma uppergamma elliptic_k elliptic_e elliptic_f elliptic_pi legendre assoc_legendre chebyshevt chebyshevu gegenbauer jacobi hermite hermite_prob laguerre assoc_laguerre',
    ),
    abs: 'Abs',
    ceil: 'ceiling',
    maximum: 'Max',
    minimum: 'Min',
    heaviside: 'Heaviside',
    dirac: 'DiracDelta',
    lgamma: 'loggamma',
    trigamma: 'polygamma(1, #1)',
    hurwitz: 'zeta',
    elliptic_einc: 'elliptic_e',
    elliptic_piinc: 'elliptic_pi',
    sinc: 'sinc(pi*#1)',
    expm1: 'exp(#1) - 1',
    log1p: 'log(1 + #1)',
    elu: 'Max(0, #1) + exp(Min(0, #1)) - 1',
    selu: '1.0507009873554805*(Max(0, #1) + 1.6732632423543772*(exp(Min(0, #1)) - 1))',
    hardshrink: 'Piecewise((#1, Abs(#1) > Rational(1, 2)), (0, True))',
    risingfactorial: 'RisingFactorial',
    fallingfactorial: 'FallingFactorial',
    cbrt: 'sign(#1)*Abs(#1)**Rational(1, 3)',
    trunc: 'sign(#1)*floor(Abs(#1))',
    remainder: '#1 - #2*sign(#1/#2)*floor(Abs(#1/#2))',
    hypot: 'sqrt(Abs(#1)**2 + Abs(#2)**2)',
    xlogy: 'Piecewise((0, Eq(#1, 0)), (#1*log(#2), True))',
    xlog1py: 'Piecewise((0, Eq(#1, 0)), (#1*log(1 + #2), True))',
    log_ndtr: 'log(erfc(-#1/sqrt(2))/2)',
    ndtri: 'sqrt(2)*erfinv(2*#1 - 1)',
    i0: 'besseli(0, #1)',
    i1: 'besseli(1, #1)',
    i0e: 'exp(-Abs(#1))*besseli(0, #1)',
    i1e: 'exp(-Abs(#1))*besseli(1, #1)',
    gammap: 'lowergamma(#1, #2)/gamma(#1)',
    gammaq: 'uppergamma(#1, #2)/gamma(#1)',
    betainc: 'betainc(#1, #2, 0, #3)',
    betaregularized: 'betainc_regularized(#1, #2, 0, #3)',
    dawson: 'sqrt(pi)*exp(-(#1)**2)*erfi(#1)/2',
    struveh:
      '(#2/2)**(#1 + 1)*hyper((1,), (Rational(3, 2), #1 + Rational(3, 2)), -(#2)**2/4)*2/(sqrt(pi)*gamma(#1 + Rational(3, 2)))',
    struvel:
      '(#2/2)**(#1 + 1)*hyper((1,), (Rational(3, 2), #1 + Rational(3, 2)), (#2)**2/4)*2/(sqrt(pi)*gamma(#1 + Rational(3, 2)))',
    hyp1f2: 'hyper((#1,), (#2, #3), #4)',
    hyp3f2: 'hyper((#1, #2, #3), (#4, #5), #6)',
    hyp0f1: 'hyper((), (#1,), #2)',
    hyp1f1: 'hyper((#1,), (#2,), #3)',
    hyp2f2: 'hyper((#1, #2), (#3, #4), #5)',
    hyp2f1: 'hyper((#1, #2), (#3,), #4)',
  },
  constants: {
    pi: 'pi',
    E: 'E',
    I: 'I',
    EulerGamma: 'EulerGamma',
    oo: 'oo',
    '-oo': '-oo',
    zoo: 'zoo',
    undefined: 'nan',
    true: 'True',
    false: 'False',
  },
  reserved: new Set(`${keywords} S N O Q`.split(' ')),
  number: (value) => {
    const decimal = value.decimal ? decimalText(value) : undefined
    if (decimal !== undefined) return { text: decimal, atom: true }
    if (value.d === 1 || value.d === 1n) return { text: String(value.n), atom: true }
    return {
      text:
        value.n < 0
          ? `-Rational(${String(value.n).slice(1)}, ${value.d})`
          : `Rational(${value.n}, ${value.d})`,
      atom: true,
    }
  },
  root: 'sqrt',
  not: '~',
  and: ' & ',
  or: ' | ',
  equal: 'Eq',
  unequal: 'Ne',
  tightLogic: true,
  piecewise: (cases, otherwise) =>
    `Piecewise(${[...cases.map(([value, test]) => `(${value}, ${test})`), ...(otherwise === undefined ? [] : [`(${otherwise}, True)`])].join(', ')})`,
  quote: (name) => `Symbol('${name.replace(/[\\']/g, '\\$&')}')`,
  meant: (name) => meant(name),
  other: (e, args, orders) => sympyOther(e, args, orders),
}

/** Names that SymPy's reader takes for something else. */
const meant = (name: string): boolean =>
  constantNamed(name, 'python') !== undefined || formNames.has(name) || Object.hasOwn(sympy.functions, name)

function sympyOther(e: Expr, args: readonly string[], orders: readonly number[]): string | undefined {
  const { name } = e
  if (orders.some((n) => n > 0)) {
    const places = args.map((arg, i) => {
      const alone =
        /^\w+$/.test(arg) && e.args[i]!.kind === 'symbol' && args.every((a, k) => k === i || !a.includes(arg))
      return orders[i] === 0 || alone ? arg : `_xi_${i + 1}`
    })
    const by = places.flatMap((place, i) =>
      orders[i] === 0 ? [] : orders[i] === 1 ? [place] : [`(${place}, ${orders[i]})`],
    )
    const head = Object.hasOwn(sympy.functions, name) ? sympy.functions[name]! : name
    if (head.includes('#')) return undefined
    const derivative = `Derivative(${head}(${places.join(', ')}), ${by.join(', ')})`
    const changed = places.flatMap((place, i) => (place === args[i] ? [] : [[place, args[i]!] as const]))
    if (changed.length === 0) return derivative
    const tuple = (items: readonly string[]): string =>
      items.length === 1 ? items[0]! : `(${items.join(', ')})`
    return `Subs(${derivative}, ${tuple(changed.map(([p]) => p))}, ${tuple(changed.map(([, v]) => v))})`
  }
  if (name === 'Derivative') return `Derivative(${args.join(', ')}${isHeld(e) ? ', evaluate=False' : ''})`
  if (name === 'Integral' && args.length === 2) return `Integral(${args.join(', ')})`
  if (['Integral', 'Sum', 'Product'].includes(name))
    return `${name}(${args[0]}, (${args.slice(1).join(', ')}))`
  return /^[A-Za-z_]\w*$/.test(name) && aritiesOf(name) === undefined && !formNames.has(name)
    ? `${name}(${args.join(', ')})`
    : undefined
}

export interface PythonOptions extends CodeOptions {
  /** `numpy` (the default, with scipy.special), `math` of the standard library, or `sympy`: exact, as its `str`. */
  readonly library?: 'numpy' | 'math' | 'sympy'
}

/**
 * Writes an expression in Python. With `name` a complete function, its imports first. Shared parts of a large expression
 * are assigned on lines before it. `parse(python(e, { library: 'sympy' }), { syntax: 'python' })` is e again.
 *
 * Throws: CodeError for what the library has not, with its name.
 *
 * @example
 * python(parse('x^2 + sin(x)'))                       // 'x**2 + numpy.sin(x)'
 * python(parse('x/3 + abs(x)'), { library: 'sympy' }) // 'x/3 + Abs(x)'
 */
export function python(e: Expr | readonly Expr[], options: PythonOptions = {}): string {
  const { library = 'numpy' } = options
  const language = { numpy, math, sympy }[library]
  const roots = Array.isArray(e) ? (e as readonly Expr[]) : [e as Expr]
  const { lines, results, symbols } = writeSource(roots, language, options.treeLimit)
  const result = Array.isArray(e) ? `[${results.join(', ')}]` : results[0]!
  if (options.name === undefined) return [...lines, result].join('\n')
  const body = [...lines, `return ${result}`].map((line) => `    ${line}\n`).join('')
  const imports = {
    numpy: body.includes('scipy.') ? 'import numpy\nimport scipy.special' : 'import numpy',
    math: 'import math',
    sympy: 'from sympy import *',
  }
  return `${imports[library]}\n\ndef ${options.name}(${parametersOf(symbols, options.arguments).join(', ')}):\n${body}`
}
