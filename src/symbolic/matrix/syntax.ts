import { NablaError } from '../../errors.ts'
import { parseDecimal } from '../number/decimal.ts'
import type { Rational } from '../number/rational.ts'
import { matrixTokens } from './tokens.ts'

/** A text that is no matrix expression. */
export class MatrixParseError extends NablaError {
  protected override get kind(): string {
    return 'MatrixParseError'
  }
}

export type MatOperator = '+' | '-' | '*' | '.*' | '/' | './' | '^' | '.^'

/** A matrix formula as written; `at` is where its operator or name stands. */
export type MatSyntax =
  | { readonly kind: 'number'; readonly value: Rational; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'negate' | 'transpose'; readonly operand: MatSyntax; readonly at: number }
  | {
      readonly kind: 'binary'
      readonly op: MatOperator
      readonly left: MatSyntax
      readonly right: MatSyntax
      readonly at: number
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly MatSyntax[]; readonly at: number }

const maxDepth = 200
const postfixes = new Set(["'", '^T', '^', '.^', '.inv', '.det', '.trace', '.transpose'])
export const matrixFail = (source: string, at: number, what: string): never => {
  throw new MatrixParseError(`parseMatrix: ${what} at column ${at + 1} of "${source}".`)
}

/** A call, by the name that is known here. */
const called = (name: string, args: readonly MatSyntax[], at: number): MatSyntax =>
  name === 'transpose' && args.length === 1
    ? { kind: 'transpose', operand: args[0]!, at }
    : { kind: 'call', name: name === 'inverse' ? 'inv' : name, args, at }

/** Reads `+ - * / .* ./ ^ .^`, `'`, `^T` and `.T`, calls and brackets; the order of operations is that of Matlab. */
export function parseMatrixSyntax(source: string): MatSyntax {
  const tokens = matrixTokens(source)
  let at = 0
  let depth = 0
  const placeOf = (i: number): number => tokens[i]?.at ?? source.length
  const peek = (): string | undefined => (tokens[at]?.known ? tokens[at]!.text : undefined)
  const fail = (what: string): never => matrixFail(source, placeOf(at), what)
  const expect = (token: string): void => {
    if (peek() !== token) fail(`'${token}' is missing`)
    at++
  }
  const nested = <T>(run: () => T): T => {
    if (++depth > maxDepth) fail(`more than ${maxDepth} nested parts`)
    const value = run()
    depth--
    return value
  }
  const chain = (operators: readonly string[], next: () => MatSyntax): MatSyntax => {
    let left = next()
    for (let op = peek(); op !== undefined; op = peek()) {
      // x' A x
      const joined = operators.includes('*') && /^[\p{L}_\d(]/u.test(op)
      if (joined) op = '*'
      else if (!operators.includes(op)) break
      const place = placeOf(joined ? at : at++)
      const right = next()
      left =
        op === '⊗'
          ? { kind: 'call', name: 'kron', args: [left, right], at: place }
          : { kind: 'binary', op: op as MatOperator, left, right, at: place }
    }
    return left
  }
  const sum = (): MatSyntax => chain(['+', '-'], product)
  const product = (): MatSyntax => chain(['*', '.*', '/', './', '⊗'], signed)
  const signed = (): MatSyntax => {
    if (peek() !== '-' && peek() !== '+') return postfix()
    const place = placeOf(at)
    const minus = tokens[at++]!.text === '-'
    const operand = nested(signed)
    return minus ? { kind: 'negate', operand, at: place } : operand
  }
  const postfix = (): MatSyntax => {
    let e = primary()
    for (let op = peek(); op !== undefined && postfixes.has(op); op = peek()) {
      const place = placeOf(at++)
      if (/^\.[a-z]/.test(op)) {
        // X.inv()
        expect('(')
        expect(')')
        e = called(op.slice(1), [e], place)
        continue
      }
      if (op === "'" || op === '^T') e = { kind: 'transpose', operand: e, at: place }
      else e = { kind: 'binary', op: op as MatOperator, left: e, right: nested(exponent), at: place }
    }
    return e
  }
  const exponent = (): MatSyntax => {
    if (peek() !== '-') return primary()
    const place = placeOf(at++)
    return { kind: 'negate', operand: primary(), at: place }
  }
  const primary = (): MatSyntax => {
    const token = peek()
    const place = placeOf(at)
    if (token === undefined)
      return fail(tokens[at] === undefined ? 'an operand is missing' : `unexpected '${tokens[at]!.text}'`)
    if (/^[\d.]\d*/.test(token) && /\d/.test(token)) {
      at++
      return { kind: 'number', value: parseDecimal(token), at: place }
    }
    if (token === '(') {
      at++
      const inner = nested(sum)
      expect(')')
      return inner
    }
    if (!/^[\p{L}_]/u.test(token)) return fail(`unexpected '${token}'`)
    at++
    if (peek() !== '(') return { kind: 'name', name: token, at: place }
    at++
    const args: MatSyntax[] = []
    if (peek() !== ')') {
      args.push(nested(sum))
      while (peek() === ',') {
        at++
        args.push(nested(sum))
      }
    }
    expect(')')
    return called(token, args, place)
  }
  const result = sum()
  if (at < tokens.length) fail(`unexpected '${tokens[at]!.text}'`)
  return result
}
