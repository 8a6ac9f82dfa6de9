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
import { type Argument, isExpr, isSequence, opened } from './arguments.ts'
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
  const constantOf = constantsOf(options)
  const calls = new Calls(text, options, uses, new BoundNames((name) => constantOf(name) !== undefined))
  const meaning: Meaning = {
    number:
      options.decimals === 'float'
        ? (digits) => (/[.eE]/.test(digits) ? fromFloat(Number(digits)) : parseDecimal(digits))
        : parseDecimal,
    symbol: (name, node) => {
      const value = names.get(name) ?? own(options.names, name)
      if (value !== undefined) return value
      uses.named(name)
      const known = node.quoted || calls.bound.has(node) ? undefined : constantOf(name)
      return known ?? symbol(name, own(options.symbols, name))
    },
    hole: (index) => holes[index] ?? constant('undefined'),
    call: (node) => calls.step(node, meaning),
  }
  return meaning
}

/** The constant that a name is, unless it is declared to be a symbol. */
function constantsOf(options: ParseOptions): (name: string) => Expr | undefined {
  return (name) => {
    if (options.symbols !== undefined && Object.hasOwn(options.symbols, name)) return undefined
    const known = constantNamed(name, options.syntax ?? 'text')
    if (known !== undefined) return constant(known)
    return Object.hasOwn(constantDefinitions, name) ? constantDefinitions[name]!() : undefined
  }
}

/** Gives calls their meaning: functions, forms that bind names, definitions, and what is unknown. */
class Calls {
  readonly bound: BoundNames
  private readonly text: string
  private readonly syntax: Syntax
  private readonly uses: Uses
  private readonly plainNames = new Map<string, string | undefined>()
  private within = 0

  constructor(text: string, options: ParseOptions, uses: Uses, bound: BoundNames) {
    this.text = text
    this.syntax = options.syntax ?? 'text'
    this.uses = uses
    this.bound = bound
  }

  step(node: CallFormula, meaning: Meaning): Step {
    const { name: written, args, primes } = node
    const plain = primes === 0 && !node.quoted ? this.plainName(node) : undefined
    if (plain !== undefined && args.every(isPlainArgument))
      return { operands: args, build: (values) => applied(plain, values) }
    this.bound.enter(node)
    const fail = this.failAt(node)
    if (node.quoted)
      return { operands: args, build: (values) => primed(written, values, primes, written, fail) }
    const m =
      Object.hasOwn(ofMatrices, written) && args.length === 1 ? this.matrix(args[0]!, meaning) : undefined
    if (m !== undefined && primes === 0) return { operands: [], build: () => ofMatrices[written]!(m) }
    const keywords = args.filter(isKeywordArgument)
    const positional = keywords.length === 0 ? args : args.filter((arg) => !isKeywordArgument(arg))
    const { leaves, group } = opened(positional, this.text)
    return {
      operands: [...leaves, ...keywords.map((k) => (k.kind === 'binary' ? k.right : k))],
      build: (all) => {
        const given = new Map(keywords.map((k, i) => [keywordOf(k), all[leaves.length + i]!]))
        return this.called(node, group(all), given, fail)
      },
    }
  }

  private failAt(node: CallFormula): Fail {
    return (what, why) => {
      throw new ParseError(this.text, node.at.start, what, why)
    }
  }

  /** The function of ours that a name stands for, where the call is nothing but its application. */
  private plainName(node: CallFormula): string | undefined {
    const key = `${node.name} ${node.args.length}`
    if (!this.plainNames.has(key))
      this.plainNames.set(key, plainFunction(node.name, node.args.length, this.syntax))
    return this.plainNames.get(key)
  }

  /** The matrix that a part of the text is, or undefined. */
  private matrix(tree: Formula, meaning: Meaning): ExprMatrix | undefined {
    return matrixIn(tree, this.text, (entry) => {
      if (++this.within > mostWithin)
        throw new ParseError(this.text, entry.at.start, 'matrices within matrices', 'name the inner ones')
      const value = fromFormula(entry, meaning)
      this.within--
      return value
    })
  }

  /** A call whose arguments are known, tuples among them. */
  private called(
    node: CallFormula,
    args: readonly Argument[],
    given: ReadonlyMap<string, Expr>,
    fail: Fail,
  ): Expr {
    const { name: written, primes } = node
    const form =
      primes === 0 && Object.hasOwn(forms, written) ? forms[written]!(args, given, fail) : undefined
    if (form !== undefined) return form
    if (written === 'hyper')
      return hyperOf(args) ?? fail('hyper', 'only 0F0, 1F0, 0F1, 1F1, 2F1, 1F2, 2F2 and 3F2 are known')
    if (!args.every(isExpr)) return fail('a tuple', `${written} takes expressions`)
    const values = args as readonly Expr[]
    const defined = primes === 0 ? this.defined(written, [...values]) : undefined
    if (defined !== undefined) return defined
    const name = nameByCount(canonicalName(written), values.length)
    const arities = aritiesOf(name)
    if (arities === undefined) {
      if (!node.certain) this.uses.called(written, node)
    } else if (!arities.includes(values.length))
      fail(`${written} of ${values.length} arguments`, `it takes ${arities.join(' or ')}`)
    return primed(name, [...values], primes, written, fail)
  }

  /** What is one of our functions by a formula. */
  private defined(written: string, args: Expr[]): Expr | undefined {
    const foreign = this.syntax !== 'text'
    if (foreign && Object.hasOwn(sympyLists, written)) return sympyLists[written]!(args)
    const table = foreign && Object.hasOwn(sympyDefinitions, written) ? sympyDefinitions : definitions
    return args.length <= mostDefined && Object.hasOwn(table, written) ? table[written]!(...args) : undefined
  }
}

/** hyper([a, b], [c], x) of a kind that is known. */
function hyperOf([a, b, x]: readonly Argument[]): Expr | undefined {
  return Array.isArray(a) && Array.isArray(b) && x !== undefined && isExpr(x)
    ? hypergeometric(a as Expr[], b as Expr[], x)
    : undefined
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
