import { NablaError } from '../../errors.ts'
import { parseDecimal } from '../number/decimal.ts'
import type { Rational } from '../number/rational.ts'

/** A text that is no matrix expression. */
export class MatrixParseError extends NablaError {
  override name = 'MatrixParseError'
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
const sameAs: Readonly<Record<string, string>> = {
  '⊙': '.*',
  '∘': '.*',
  '⊘': './',
  '**': '^',
  '·': '*',
  ᵀ: "'",
}

export const matrixFail = (source: string, at: number, what: string): never => {
  throw new MatrixParseError(`parseMatrix: ${what} at column ${at + 1} of "${source}".`)
}

/** Reads `+ - * / .* ./ ^ .^`, `'` and `^T`, calls and brackets; the order of operations is that of Matlab. */
export function parseMatrixSyntax(source: string): MatSyntax {
  const tokens = [
    ...source.matchAll(
      /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+|[\p{L}_][\p{L}\p{N}_]*|\.\*|\.\/|\.\^|\*\*|\^T\b|[-+*/^'(),⊙∘⊘⊗·])|\s*(\S)/giu,
    ),
  ]
  let at = 0
  let depth = 0
  const placeOf = (i: number): number => {
    const token = tokens[i]
    if (token === undefined) return source.length
    return token.index + token[0].length - (token[1] ?? token[2] ?? '').length
  }
  const peek = (): string | undefined => {
    const token = tokens[at]?.[1]
    return token === undefined ? undefined : (sameAs[token] ?? token)
  }
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
    for (let op = peek(); op !== undefined && operators.includes(op); op = peek()) {
      const place = placeOf(at++)
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
    const minus = tokens[at++]![1] === '-'
    const operand = nested(signed)
    return minus ? { kind: 'negate', operand, at: place } : operand
  }
  const postfix = (): MatSyntax => {
    let e = primary()
    for (let op = peek(); op === "'" || op === '^T' || op === '^' || op === '.^'; op = peek()) {
      const place = placeOf(at++)
      if (op === "'" || op === '^T') e = { kind: 'transpose', operand: e, at: place }
      else e = { kind: 'binary', op, left: e, right: nested(exponent), at: place }
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
      return fail(tokens[at]?.[2] === undefined ? 'an operand is missing' : `unexpected '${tokens[at]![2]}'`)
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
    return { kind: 'call', name: token, args, at: place }
  }
  const result = sum()
  if (at < tokens.length) fail(`unexpected '${tokens[at]![1] ?? tokens[at]![2]}'`)
  return result
}
