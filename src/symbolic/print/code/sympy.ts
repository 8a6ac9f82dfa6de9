import { isForm, isHeld, isOrdered } from '../../build/forms.ts'
import type { Expr } from '../../expr.ts'
import { decimalText } from '../../number/decimal.ts'
import { isSympyName } from '../../parse/definitions.ts'
import { constantNamed, formNames, functionText, isKnownFunction, readsAsSymbol } from '../../parse/names.ts'

import { formulas, formulasOfError, prefixed, spelled } from './formulas.ts'
import type { Language } from './language.ts'
import { keywords, shared } from './numpy.ts'

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

/** SymPy, exactly as its `str`. */
export const sympy: Language = {
  ...shared,
  name: 'python',
  instead: 'Substitute it.',
  functions: {
    ...ofSympy({ ...formulas, ...formulasOfError((_, yes) => yes) }),
    logit: 'log(#1/(1 - #1))',
    tanhshrink: '#1 - tanh(#1)',
    ...prefixed(
      '',
      'sin cos tan cot sec csc re im conjugate arg asin acos atan acot asec acsc atan2 sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch exp log sign floor erf erfc erfi erfinv erfcinv gamma digamma polygamma beta factorial factorial2 harmonic binomial expint Ei E1 li Si Ci Shi Chi fresnels fresnelc airyai airyaiprime airybi airybiprime LambertW zeta polylog besselj bessely besseli besselk lowergamma uppergamma elliptic_k elliptic_e elliptic_f elliptic_pi legendre assoc_legendre chebyshevt chebyshevu gegenbauer jacobi hermite hermite_prob laguerre assoc_laguerre lerchphi stieltjes',
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
  quote: (name) => `Symbol(${quotedText(name)})`,
  meant: (name) => meant(name),
  other: (e, args, orders) => sympyOther(e, args, orders),
}

/** A name as a string of Python. */
const quotedText = (name: string): string =>
  `'${name.replace(/[\\'\n\r\t]/g, (c) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c] ?? `\\${c}`)}'`

/** Names of SymPy's own. */
const own = (name: string): boolean =>
  constantNamed(name, 'python') !== undefined || formNames.has(name) || Object.hasOwn(sympy.functions, name)

const { quote: _, ...unquoted } = sympy
/** SymPy within a function, whose symbols are parameters: plain names, which must not hide what is called. */
export const sympyFunction: Language = { ...unquoted, meant: own }

/** Names that SymPy's reader takes for something else. */
const meant = (name: string): boolean => !readsAsSymbol(name, 'python') || own(name)

/** The name of a function; undefined where a formula stands for it. */
function headOf({ name, args }: Expr): string | undefined {
  const own = Object.hasOwn(sympy.functions, name) ? sympy.functions[name]! : undefined
  if (own !== undefined && isKnownFunction(name, args.length)) return own.includes('#') ? undefined : own
  if (isKnownFunction(name, args.length)) return undefined
  const isPlain = /^[A-Za-z_]\w*$/.test(name) && functionText(name, args.length) === name && !taken(name)
  return isPlain ? name : `Function(${quotedText(name)})`
}
/** Names that a function of the user may not have. */
const taken = (name: string): boolean =>
  sympy.reserved.has(name) ||
  name === 'Function' ||
  constantNamed(name, 'python') !== undefined ||
  isSympyName(name)

function sympyOther(e: Expr, args: readonly string[], orders: readonly number[]): string | undefined {
  if (orders.some((n) => n > 0)) {
    const places = args.map((arg, i) => {
      const alone =
        /^\w+$/.test(arg) && e.args[i]!.kind === 'symbol' && args.every((a, k) => k === i || !a.includes(arg))
      return orders[i] === 0 || alone ? arg : `_xi_${i + 1}`
    })
    const by = places.flatMap((place, i) =>
      orders[i] === 0 ? [] : orders[i] === 1 ? [place] : [`(${place}, ${orders[i]})`],
    )
    const head = headOf(e)
    if (head === undefined) return undefined
    const derivative = `Derivative(${head}(${places.join(', ')}), ${by.join(', ')})`
    const changed = places.flatMap((place, i) => (place === args[i] ? [] : [[place, args[i]!] as const]))
    if (changed.length === 0) return derivative
    const tuple = (items: readonly string[]): string =>
      items.length === 1 ? items[0]! : `(${items.join(', ')})`
    return `Subs(${derivative}, ${tuple(changed.map(([p]) => p))}, ${tuple(changed.map(([, v]) => v))})`
  }
  if (isForm(e)) return formText(e, args)
  const head = headOf(e)
  return head === undefined ? undefined : `${head}(${args.join(', ')})`
}

/** An operation that is kept. */
function formText(e: Expr, [body, x, ...rest]: readonly string[]): string {
  if (e.name === 'RootSum') return `RootSum(${rest[0]}, Lambda(${x}, ${body}))`
  if (isOrdered(e)) return `Derivative(${body}, (${x}, ${rest[0]}))`
  if (rest.length > 0) return `${e.name}(${body}, (${[x, ...rest].join(', ')}))`
  return `${e.name}(${body}, ${x}${isHeld(e) ? ', evaluate=False' : ''})`
}
