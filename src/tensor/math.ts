import { NablaError, requireList } from '../errors.ts'
import { parseTemplate } from '../formula/parse.ts'
import { binary } from '../formula/plain.ts'
import { type Formula, foldFormula } from '../formula/tree.ts'
import { arithmetic } from '../ops/partials.ts'
import * as functions from './functions/index.ts'
import * as plain from './functions/plain.ts'
import { type TensorLike, toTensor } from './operands.ts'
import { Tensor } from './tensor.ts'

/** The method by which values of another kind join `math`. */
export const reader: unique symbol = Symbol.for('nabla.formula') as never

/** A value that knows how to read formulas itself, such as a symbolic expression. */
export interface FormulaReader {
  [reader](formula: Formula, values: readonly unknown[]): unknown
}
const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  π: Math.PI,
  E: Math.E,
  e: Math.E,
  inf: Infinity,
  Infinity: Infinity,
}

/** Each place in a program has one strings array, so a formula is parsed once for each place. */
const parsed = new WeakMap<TemplateStringsArray, Formula>()

type Value = TensorLike

/** What a table has under a name, and not what every object has. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/** A formula refuses further arguments of these. */
const fixed: ReadonlySet<unknown> = new Set(Object.values(plain))

function callFunction(name: string, args: readonly Value[]): Value {
  const f =
    (args.length > 1 ? own(ofSeveral, name) : undefined) ??
    own(aliases, name) ??
    own<unknown>(functions, name)
  if (typeof f !== 'function')
    throw new NablaError(`math: there is no function '${name}'. Those of 'nabla' can be used, as matmul.`)
  const most = name === 'log' && args.length > 1 ? 2 : fixed.has(f) ? f.length : undefined
  if (most !== undefined && args.length > most)
    throw new NablaError(`math: '${name}' takes ${most} argument(s), not ${args.length}.`)
  const apply = f as (...given: readonly Value[]) => Tensor
  // On numbers alone it is computed in float64 and stays a number, which adapts to the tensors beside it.
  if (args.length > 0 && args.every((arg) => typeof arg === 'number'))
    return apply(...args.map((arg) => plain.astype(arg, 'float64'))).item()
  return apply(...args)
}

const ofSeveral: Readonly<Record<string, (...args: readonly Value[]) => Value>> = {
  max: (...args) => args.reduce((a, b) => plain.maximum(a, b)),
  min: (...args) => args.reduce((a, b) => plain.minimum(a, b)),
  log: (x, base) => {
    const exact = base === 2 ? plain.log2 : base === 10 ? plain.log10 : undefined
    return exact?.(x!) ?? plain.divide(plain.log(x!), callFunction('log', [base!]))
  },
}

const aliases: Readonly<Record<string, unknown>> = {
  and: plain.logicalAnd,
  or: plain.logicalOr,
  ln: plain.log,
  arcsin: plain.asin,
  arccos: plain.acos,
  arctan: plain.atan,
  arsinh: plain.asinh,
  arcosh: plain.acosh,
  artanh: plain.atanh,
  arcsinh: plain.asinh,
  arccosh: plain.acosh,
  arctanh: plain.atanh,
  factorial: (x: TensorLike) => plain.gamma(plain.add(x, 1)),
}

function evaluate(formula: Formula, values: readonly unknown[], symbols?: ReadonlyMap<string, Value>): Value {
  return foldFormula<Value>(formula, (node, operands) => {
    const [a, b] = operands as [Value, Value]
    switch (node.kind) {
      case 'number':
        return node.value
      case 'hole':
        return values[node.index] as Value
      case 'symbol': {
        const value = symbols?.get(node.name) ?? own(constants, node.name)
        if (value === undefined)
          throw new NablaError(
            `math: nothing is called '${node.name}' in a formula: put the value in as \${${node.name}}.`,
          )
        return value
      }
      case 'unary':
        if (node.op === '+') return a
        if (node.op === '-') return typeof a === 'number' ? -a : plain.negative(a)
        if (node.op === 'not') return plain.logicalNot(a)
        return callFunction('factorial', [a])
      case 'binary': {
        const { name } = binary[node.op]
        const onNumbers = arithmetic[name]
        if (onNumbers && typeof a === 'number' && typeof b === 'number') return onNumbers(a, b)
        // lessEqual is less_equal there
        return callFunction(
          name.replace(/_./, ([, first]) => first!.toUpperCase()),
          operands,
        )
      }
      case 'call':
        if (node.primes > 0)
          throw new NablaError(
            `math: ${node.name}' is a derivative: take grad of a function that computes ${node.name}.`,
          )
        return callFunction(node.name, operands)
    }
  })
}

/**
 * A formula over tensors and numbers, as in a textbook: `+ - * / ^`, comparisons, and the functions of this package.
 * `^` binds tighter than a sign; `*` is elementwise (write matmul(a, b) for the matrix product).
 *
 * Throws: ParseError with the place for a formula that cannot be read.
 *
 * @example
 * math`1 / (1 + exp(-${x}))`
 */
export function math(strings: TemplateStringsArray, ...values: readonly number[]): number
export function math(strings: TemplateStringsArray, ...values: readonly TensorLike[]): Tensor
export function math<T extends FormulaReader>(
  strings: TemplateStringsArray,
  ...values: readonly (T | number)[]
): T
export function math(strings: TemplateStringsArray, ...values: readonly unknown[]): unknown {
  let formula = parsed.get(strings)
  if (!formula) {
    if (!Array.isArray(strings?.raw))
      throw new NablaError(
        'math: it is a template tag: write math`x + 1` without parentheses, values in braces.',
      )
    formula = parseTemplate(strings)
    parsed.set(strings, formula)
  }
  for (const value of values)
    if (typeof value === 'object' && value !== null && reader in value)
      return (value as FormulaReader)[reader](formula, values)
  const result = evaluate(formula, values)
  // On plain numbers the formula gives a number (a truth value as 1 or 0).
  if (values.every((value) => typeof value === 'number'))
    return result instanceof Tensor ? result.item() : result
  return toTensor(result)
}

/**
 * The tensor function of a parsed formula; its arguments are the symbols `names`, in order.
 *
 * @example
 * grad(formulaFunction(parseFormula('1/(1 + exp(-x))'), ['x']))(0.5)
 */
export function formulaFunction(
  formula: Formula,
  names: readonly string[],
): (...values: readonly TensorLike[]) => Tensor {
  requireList('formulaFunction', names)
  return (...values) => toTensor(evaluate(formula, [], new Map(names.map((name, i) => [name, values[i]!]))))
}
