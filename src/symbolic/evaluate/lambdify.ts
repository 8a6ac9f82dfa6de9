import { shown } from '../../errors.ts'
import { Expr } from '../expr.ts'
import { isInteger, signOf, toNumber } from '../number/rational.ts'
import { EvaluationError } from './errors.ts'
import { type RealFunction, realConstants, realFunctions } from './functions.ts'
import { operandsOf, walkOperands } from './operands.ts'
import { program, realFunctionOf } from './program.ts'
import { stable } from './stable.ts'

/** Larger graphs run as a program of steps: engines take long to compile very long functions. */
const maxCompiled = 20_000

/**
 * Compiles an expression to a plain JavaScript function of numbers, with common subexpressions computed once. Several
 * expressions (or rows of them) give a function that returns as many numbers. Where a page's security policy forbids
 * compiling, a program of steps is run instead, slower, with the same results.
 *
 * Throws: EvaluationError for a symbol that is no argument, or an undefined function.
 *
 * @example
 * const f = lambdify(parse('x^2 + y'), ['x', 'y'])
 * f(3, 1) // 10
 */
export function lambdify(e: Expr, args: readonly (string | Expr)[]): (...values: number[]) => number
export function lambdify(
  e: readonly Expr[],
  args: readonly (string | Expr)[],
): (...values: number[]) => number[]
export function lambdify(
  e: Expr | readonly Expr[],
  args: readonly (string | Expr)[],
): (...values: number[]) => number | number[] {
  const roots = (Array.isArray(e) ? (e as readonly Expr[]) : [e as Expr]).map(stable)
  const single = !Array.isArray(e)
  if (!Array.isArray(args) || !args.every((a) => typeof a === 'string' || a instanceof Expr))
    throw new EvaluationError(
      `lambdify: the arguments are ${shown(args)}: they must be a list, as in lambdify(e, ['x', 'y']).`,
    )
  const indexOf = (s: Expr): number => {
    const index = args.findIndex((a) => (typeof a === 'string' ? a === s.name : a === s))
    if (index < 0)
      throw new EvaluationError(
        `lambdify: the symbol ${s.name} is not among the arguments (${args.join(', ')}); add it.`,
      )
    return index
  }
  return compiled(roots, indexOf, args.length, single) ?? interpreted(roots, indexOf, single)
}

function interpreted(roots: readonly Expr[], indexOf: (s: Expr) => number, single: boolean) {
  const p = program(roots)
  const inputs = [...p.inputs].map(([symbol, slot]) => [slot, indexOf(symbol)] as const)
  return (...values: number[]): number | number[] => {
    for (const [slot, index] of inputs) p.slots[slot] = values[index] ?? Number.NaN
    p.run()
    return single ? p.slots[p.outputs[0]!]! : p.outputs.map((slot) => p.slots[slot]!)
  }
}

type Compiled = (...values: number[]) => number | number[]

function compiled(
  roots: readonly Expr[],
  indexOf: (s: Expr) => number,
  arity: number,
  single: boolean,
): Compiled | undefined {
  const names = new Map<Expr, string>()
  const lines: string[] = []
  const own: RealFunction[] = []
  for (const root of roots) {
    if (names.size > maxCompiled) return undefined
    walkOperands(
      root,
      (node) => {
        const leaf = leafSource(node, indexOf)
        if (leaf !== undefined) {
          names.set(node, leaf)
          return
        }
        const name = `t${lines.length}`
        lines.push(`const ${name} = ${source(node, (x) => names.get(x)!, own)}`)
        names.set(node, name)
      },
      names,
    )
  }
  if (lines.length > maxCompiled) return undefined
  const result = single ? names.get(roots[0]!)! : `[${roots.map((r) => names.get(r)!).join(', ')}]`
  const parameters = Array.from({ length: arity }, (_, i) => `x${i}`).join(', ')
  try {
    const make = new Function(
      'F',
      'G',
      `'use strict'\n${preamble(lines)}return (${parameters}) => {\n${lines.join('\n')}\nreturn ${result}\n}`,
    )
    return make(realFunctions, own) as Compiled
  } catch {
    // a content security policy without 'unsafe-eval'
    return undefined
  }
}

/** Names the functions that are used, so that a call costs no look-up. */
function preamble(lines: readonly string[]): string {
  const used = new Set<string>()
  for (const line of lines) for (const [, name] of line.matchAll(/\bF_(\w+)\(/g)) used.add(name!)
  return [...used].map((name) => `const F_${name} = F.${name}\n`).join('')
}

function leafSource(e: Expr, indexOf: (s: Expr) => number): string | undefined {
  if (e.kind === 'symbol') return `x${indexOf(e)}`
  if (e.kind === 'number') return literal(toNumber(e.value))
  return e.kind === 'constant' ? literal(realConstants[e.name]!) : undefined
}

const literal = (x: number): string =>
  Number.isNaN(x) ? 'NaN' : x < 0 || Object.is(x, -0) ? `(${x})` : String(x)

/** `own` takes the functions that are no plain function of a name: integrals, sums, kept derivatives. */
function source(e: Expr, of: (e: Expr) => string, own: RealFunction[]): string {
  switch (e.kind) {
    case 'sum': {
      const parts = signOf(e.value) === 0 ? [] : [literal(toNumber(e.value))]
      e.args.forEach((arg, i) => {
        const w = toNumber(e.weights[i]!)
        parts.push(w === 1 ? of(arg) : w === -1 ? `-${of(arg)}` : `${literal(w)}*${of(arg)}`)
      })
      return parts.join(' + ')
    }
    case 'product': {
      const c = toNumber(e.value)
      const factors = e.args.map(of)
      return c === 1 ? factors.join('*') : `${literal(c)}*${factors.join('*')}`
    }
    case 'power':
      return powerSource(of(e.args[0]!), e.args[1]!, of)
    case 'call': {
      const f = realFunctionOf(e)
      const operands = operandsOf(e).map(of).join(', ')
      return f === realFunctions[e.name] ? `F_${e.name}(${operands})` : `G[${own.push(f) - 1}](${operands})`
    }
    case 'piecewise': {
      let text = 'NaN'
      for (let i = e.args.length - 2; i >= 0; i -= 2)
        text = `(${of(e.args[i + 1]!)} === 1 ? ${of(e.args[i]!)} : ${text})`
      return text
    }
    case 'relation':
      return `(${of(e.args[0]!)} ${e.name === '==' ? '===' : e.name === '!=' ? '!==' : e.name} ${of(e.args[1]!)} ? 1 : 0)`
    default:
      if (e.name === 'not') return `1 - ${of(e.args[0]!)}`
      return `(${e.args.map((a) => `${of(a)} === 1`).join(e.name === 'and' ? ' && ' : ' || ')} ? 1 : 0)`
  }
}

/** Small whole powers are products, halves are roots. */
function powerSource(b: string, n: Expr, of: (e: Expr) => string): string {
  if (n.kind !== 'number') return `${b}**${of(n)}`
  const value = toNumber(n.value)
  if (value === 0.5) return `Math.sqrt(${b})`
  if (value === -0.5) return `1/Math.sqrt(${b})`
  if (isInteger(n.value) && Math.abs(value) <= 3) {
    const product = Array.from({ length: Math.abs(value) }, () => b).join('*')
    return value > 0 ? product : `1/(${product})`
  }
  return `${b}**${literal(value)}`
}
