import { checkOptions, OptionError } from '../../../options.ts'
import { realFunctions } from '../../evaluate/functions.ts'
import type { Expr } from '../../expr.ts'
import { isKnownFunction } from '../../parse/names.ts'
import { type Printed, rootsOf } from '../notation.ts'
import { formulas, prefixed, spelled } from './formulas.ts'
import type { Language } from './language.ts'
import { isSingle, numeral } from './numeral.ts'
import { bracketedResults, writeSource } from './write.ts'

const math =
  'sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log1p abs sign floor ceil trunc cbrt hypot'

const language: Language = {
  name: 'javascript',
  instead: 'Substitute it, or give it a meaning with define.',
  functions: {
    ...prefixed('Math.', math),
    ...spelled(formulas, 'Math.', { pi: 'Math.PI' }),
    maximum: 'Math.max',
    minimum: 'Math.min',
    remainder: '#1 % #2',
    // halves to even
    round: '#1 - Math.floor(#1) === 0.5 ? 2*Math.round(#1/2) : Math.round(#1)',
    heaviside: '#1 > 0 ? 1 : #1 < 0 ? 0 : #1 === 0 ? 0.5 : NaN',
    hardshrink: 'Math.abs(#1) > 0.5 ? #1 : 0',
    sinc: '#1 === 0 ? 1 : Math.sin(Math.PI*#1)/(Math.PI*#1)',
    xlogy: '#1 === 0 ? 0*#2 : #1*Math.log(#2)',
    xlog1py: '#1 === 0 ? 0*#2 : #1*Math.log1p(#2)',
    gelu: '#1*special.ndtr(#1)',
  },
  // what Math has not is imported
  other: (e, args, orders) =>
    orders.every((n) => n === 0) &&
    isKnownFunction(e.name, args.length) &&
    Object.hasOwn(realFunctions, e.name)
      ? `special.${e.name}(${args.join(', ')})`
      : undefined,
  constants: {
    pi: 'Math.PI',
    E: 'Math.E',
    EulerGamma: '0.5772156649015329',
    oo: 'Infinity',
    '-oo': '-Infinity',
    zoo: 'NaN',
    undefined: 'NaN',
    true: 'true',
    false: 'false',
  },
  reserved: new Set(
    `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
    finally for function if implements import in instanceof interface let new null package private protected public return
    static super switch this throw true try typeof undefined var void while with yield async of Math NaN Infinity special`.split(
      /\s+/,
    ),
  ),
  number: (value) => numeral('javascript', value),
  single: isSingle,
  power: (base, exponent) => `Math.pow(${base}, ${exponent})`,
  infixPower: false,
  root: 'Math.sqrt',
  not: '!',
  and: ' && ',
  or: ' || ',
  equal: ' === ',
  unequal: ' !== ',
  tightLogic: false,
  piecewise: (cases, otherwise = 'NaN') =>
    `(${cases.map(([value, test]) => `${test} ? ${value} : `).join('')}${otherwise})`,
  binding: (name, value) => `const ${name} = ${value}`,
}

export interface CodeOptions {
  /** Writes a complete function of this name. */
  readonly name?: string
  /** The names of its arguments, in order; the free symbols in alphabetical order if not given. */
  readonly arguments?: readonly string[]
  /** Above this many nodes as a tree, shared parts are computed first, a line each. */
  readonly treeLimit?: number
}

/**
 * Writes an expression in JavaScript; a list of them as an array, a matrix as an array of rows. With `name` a complete function, in TypeScript with
 * `typescript`. Shared parts of a large expression are constants on lines before it. Functions that `Math` has not are
 * those of `special` in nabla/symbolic (`special.erf(x)`); before a complete function stands their import.
 *
 * Throws: CodeError for unknown functions and what else JavaScript has not, with its name.
 *
 * @example
 * javascript(parse('x^2 + sin(x)')) // 'Math.pow(x, 2) + Math.sin(x)'
 * javascript(parse('x*y'), { name: 'f', typescript: true })
 * javascript(parse('erf(x)'), { name: 'f' }) // import { special } from 'nabla/symbolic' ...
 */
export function javascript(
  e: Printed,
  options: CodeOptions & { readonly typescript?: boolean } = {},
): string {
  const roots = rootsOf(e)
  checkCode('javascript', options, 'typescript')
  const { lines, results, symbols } = writeSource(roots, language, options.treeLimit)
  const result = bracketedResults(e, results)
  if (options.name === undefined) return [...lines, result].join('\n')
  const type = options.typescript ? ': number' : ''
  const parameters = parametersOf(symbols, options.arguments).map((name) => name + type)
  const returned = options.typescript
    ? `: number${Array.isArray(e) ? (Array.isArray(e[0]) ? '[][]' : '[]') : ''}`
    : ''
  const body = [...lines, `return ${result}`].map((line) => `  ${line}\n`).join('')
  const imported = /(?<![\w.])special\./.test(body) ? "import { special } from 'nabla/symbolic'\n\n" : ''
  return `${imported}function ${options.name}(${parameters.join(', ')})${returned} {\n${body}}`
}

/** Throws: OptionError for other options than those of all languages and one of its own. */
export const checkCode = (language: string, options: object, ...own: readonly string[]): void =>
  checkOptions(language, options, ['name', 'arguments', 'treeLimit', ...own])

/** The names that the parameters of a function have: those given, as the source writes them, or all. */
export function parametersOf(
  symbols: readonly (readonly [symbol: Expr, name: string])[],
  given?: readonly string[],
): string[] {
  if (given === undefined)
    return [...symbols].sort(([a], [b]) => (a.name < b.name ? -1 : 1)).map(([, name]) => name)
  const missing = symbols.find(([symbol]) => !given.includes(symbol.name))
  if (missing !== undefined)
    throw new OptionError(
      'code',
      `the symbol ${missing[0].name} is not among the arguments`,
      given,
      'add it to',
    )
  return given.map((name) => symbols.find(([symbol]) => symbol.name === name)?.[1] ?? name)
}
