import { holeOf } from '../../formula/build.ts'
import { ParseError } from '../../formula/errors.ts'
import type { CallFormula, Formula } from '../../formula/tree.ts'
import { constant, symbol } from '../build/atoms.ts'
import { applied } from '../build/call.ts'
import { applyDerivative } from '../calculus/diff.ts'
import type { Expr } from '../expr.ts'
import { type ExprMatrix, matrixTrace } from '../matrix/dense.ts'
import { determinant } from '../matrix/determinant.ts'
import { fromFloat, parseDecimal } from '../number/decimal.ts'
import { own } from '../own.ts'
import { isExpr, isSequence, opened } from './arguments.ts'
import { BoundNames } from './bound.ts'
import { fromFormula, type Meaning, type Step } from './convert.ts'
import {
  constantDefinitions,
  definitions,
  hypergeometric,
  sympyDefinitions,
  sympyLists,
} from './definitions.ts'
import type { Fail } from './form.ts'
import { forms, maxOrder } from './forms.ts'
import { matrixIn } from './matrices.ts'
import { aritiesOf, canonicalName, constantNamed, nameByCount, type Syntax } from './names.ts'
import type { ParseOptions } from './parse.ts'

/** Functions of a matrix that are numbers. */
const ofMatrices: Readonly<Record<string, (m: ExprMatrix) => Expr>> = {
  det: determinant,
  Determinant: determinant,
  trace: matrixTrace,
  Trace: matrixTrace,
  tr: matrixTrace,
}
/** No function that is one of ours by a formula has so many arguments. */
const mostDefined = 1000
/** Matrices whose entries have matrices within them. */
const mostWithin = 20

/** Names of keyword arguments, as Python writes them: Derivative(x^2, x, evaluate=False). */
const keywordNames: ReadonlySet<string> = new Set(['evaluate', 'default', 'axis', 'dir', 'precision'])

/** Gives the meaning of mathematics to a syntax tree. */
export function toExpression(
  tree: Formula,
  text: string,
  options: ParseOptions = {},
  names: ReadonlyMap<string, Expr> = new Map(),
): Expr {
  return new Converter(text, options, names).whole(tree)
}

/** Gives the meaning of mathematics to the syntax tree of a text, the beginnings of its long chains first. */
export class Converter {
  private readonly meaning: Meaning
  private readonly holes: Expr[] = []
  private readonly uses: Uses
  private readonly products: boolean

  constructor(text: string, options: ParseOptions, names: ReadonlyMap<string, Expr>) {
    this.uses = new Uses(text)
    this.products = options.implicitMultiplication === true || options.syntax === 'latex'
    this.meaning = meaningOf(text, options, this.holes, names, this.uses)
  }

  whole(tree: Formula): Expr {
    const result = fromFormula(tree, this.meaning)
    if (this.products) this.uses.check()
    return result
  }

  /** What stands for a chain that is read before all of the text is. */
  readonly fold = (chain: Formula): { tree: Formula; size: number } => {
    const value = fromFormula(chain, this.meaning)
    // 2*(x + 1) is 2*x + 2, but 2*(x + 1)*y is not (2*x + 2)*y
    const closed = value.kind === 'sum' && chain.kind === 'binary' && (chain.op === '*' || chain.op === '/')
    if (closed) return { tree: chain, size: 1 }
    return { tree: holeOf(this.holes.push(value) - 1, chain.at), size: value.args.length }
  }
}

function meaningOf(
  text: string,
  options: ParseOptions,
  holes: readonly Expr[],
  names: ReadonlyMap<string, Expr>,
  uses: Uses,
): Meaning {
  const syntax = options.syntax ?? 'text'
  const constantOf = (name: string): Expr | undefined => {
    if (options.symbols !== undefined && Object.hasOwn(options.symbols, name)) return undefined
    const known = constantNamed(name, syntax)
    if (known !== undefined) return constant(known)
    return Object.hasOwn(constantDefinitions, name) ? constantDefinitions[name]!() : undefined
  }
  const bound = new BoundNames((name) => constantOf(name) !== undefined)
  const plainNames = new Map<string, string | undefined>()
  /** The function of ours that a name stands for, where the call is nothing but its application. */
  const plainName = (node: CallFormula): string | undefined => {
    const key = `${node.name} ${node.args.length}`
    if (!plainNames.has(key)) plainNames.set(key, plainFunction(node.name, node.args.length, syntax))
    return plainNames.get(key)
  }
  let within = 0
  /** The matrix that a part of the text is, or undefined. */
  const matrix = (tree: Formula): ExprMatrix | undefined =>
    matrixIn(tree, text, (entry) => {
      if (++within > mostWithin)
        throw new ParseError(text, entry.at.start, 'matrices within matrices', 'name the inner ones')
      const value = fromFormula(entry, meaning)
      within--
      return value
    })
  const callStep = (node: CallFormula): Step => {
    const written = node.name
    const plain = node.primes === 0 && !node.quoted ? plainName(node) : undefined
    if (plain !== undefined && node.args.every(isPlainArgument))
      return { operands: node.args, build: (args) => applied(plain, args) }
    bound.enter(node)
    const fail: Fail = (what, why) => {
      throw new ParseError(text, node.at.start, what, why)
    }
    if (node.quoted)
      return { operands: node.args, build: (args) => primed(written, args, node.primes, written, fail) }
    const m = Object.hasOwn(ofMatrices, written) && node.args.length === 1 ? matrix(node.args[0]!) : undefined
    if (m !== undefined && node.primes === 0) return { operands: [], build: () => ofMatrices[written]!(m) }
    const keywords = node.args.filter(isKeywordArgument)
    const positional = keywords.length === 0 ? node.args : node.args.filter((arg) => !isKeywordArgument(arg))
    const { leaves, group } = opened(positional, text)
    const values = keywords.map((k) => (k.kind === 'binary' ? k.right : k))
    return {
      operands: [...leaves, ...values],
      build: (all) => {
        const args = group(all)
        const given = new Map(keywords.map((k, i) => [keywordOf(k), all[leaves.length + i]!]))
        const form =
          node.primes === 0 && Object.hasOwn(forms, written) ? forms[written]!(args, given, fail) : undefined
        if (form !== undefined) return form
        if (written === 'hyper') {
          const [a, b, x] = args
          const value =
            Array.isArray(a) && Array.isArray(b) && isExpr(x)
              ? hypergeometric(a as Expr[], b as Expr[], x)
              : undefined
          return value ?? fail('hyper', 'only 0F0, 1F0, 0F1, 1F1, 2F1, 1F2, 2F2 and 3F2 are known')
        }
        if (!args.every(isExpr)) return fail('a tuple', `${written} takes expressions`)
        const listed =
          syntax !== 'text' && Object.hasOwn(sympyLists, written) ? sympyLists[written] : undefined
        if (listed !== undefined && node.primes === 0) return listed(args as Expr[])
        const own =
          syntax !== 'text' && Object.hasOwn(sympyDefinitions, written) ? sympyDefinitions : definitions
        const defined =
          node.primes === 0 && args.length <= mostDefined && Object.hasOwn(own, written)
            ? own[written]!(...(args as Expr[]))
            : undefined
        if (defined !== undefined) return defined
        const name = nameByCount(canonicalName(written), args.length)
        const arities = aritiesOf(name)
        if (arities === undefined) {
          if (!node.certain) uses.called(written, node)
        } else if (!arities.includes(args.length))
          fail(`${written} of ${args.length} arguments`, `it takes ${arities.join(' or ')}`)
        return primed(name, args as Expr[], node.primes, written, fail)
      },
    }
  }
  const meaning: Meaning = {
    number:
      options.decimals === 'float'
        ? (digits) => (/[.eE]/.test(digits) ? fromFloat(Number(digits)) : parseDecimal(digits))
        : parseDecimal,
    symbol: (name, node) => {
      const value =
        names.get(name) ??
        (options.names !== undefined && Object.hasOwn(options.names, name) ? options.names[name] : undefined)
      if (value !== undefined) return value
      uses.named(name)
      const known = node.quoted || bound.has(node) ? undefined : constantOf(name)
      return known ?? symbol(name, own(options.symbols, name))
    },
    hole: (index) => holes[index] ?? constant('undefined'),
    call: callStep,
  }
  return meaning
}

/** A known function of that many arguments that has no other meaning: its name here. */
function plainFunction(written: string, count: number, syntax: Syntax): string | undefined {
  if (Object.hasOwn(forms, written) || Object.hasOwn(definitions, written) || written === 'hyper')
    return undefined
  if (syntax !== 'text' && Object.hasOwn(sympyDefinitions, written)) return undefined
  const name = nameByCount(canonicalName(written), count)
  return aritiesOf(name)?.includes(count) ? name : undefined
}

/** Neither a tuple nor a keyword argument. */
const isPlainArgument = (tree: Formula): boolean => !isSequence(tree) && !isKeywordArgument(tree)

function primed(name: string, args: Expr[], primes: number, written: string, fail: Fail): Expr {
  if (primes === 0) return applied(name, args)
  if (args.length !== 1)
    fail(
      `${written}${"'".repeat(Math.min(primes, 3))} of ${args.length} arguments`,
      'primes need exactly one; write Derivative(f(x, y), x)',
    )
  if (primes > maxOrder)
    fail(`a derivative of order ${primes}`, `the order is a whole number up to ${maxOrder}`)
  return applyDerivative(name, args, [primes])
}

const keywordOf = (tree: Formula): string =>
  tree.kind === 'binary' && tree.op === '==' && tree.left.kind === 'symbol' ? tree.left.name : ''
const isKeywordArgument = (tree: Formula): boolean => keywordNames.has(keywordOf(tree))

/** Names that stand before '(' and are symbols elsewhere: factors, then, as the x of x(x + 1). */
export class FactorError extends ParseError {
  readonly factors: readonly string[]

  constructor(text: string, offset: number, factors: readonly string[]) {
    super(
      text,
      offset,
      `'${factors[0]}' is a symbol elsewhere and stands before '('`,
      `write ${factors[0]}*(...) for a product`,
    )
    this.factors = factors
  }
}

/** Which names a text uses as symbols and which as unknown functions: where products need no sign, x(y + 1) might be either. */
class Uses {
  private readonly text: string
  private readonly symbols = new Set<string>()
  private readonly functions = new Map<string, Formula>()

  constructor(text: string) {
    this.text = text
  }
  named(name: string): void {
    this.symbols.add(name)
  }
  called(name: string, tree: Formula): void {
    if (!this.functions.has(name)) this.functions.set(name, tree)
  }
  check(): void {
    const both = [...this.functions].filter(([name]) => this.symbols.has(name))
    const names = both.map(([name]) => name)
    if (names.length > 0) throw new FactorError(this.text, both[0]![1].at.start, names)
  }
}
