import { binaryOf, callOf, isMinusOne, numberOf, span, symbolOf, tuple, unaryOf } from './build.ts'
import { ParseError } from './errors.ts'
import { Machine } from './machine.ts'
import { applyPower, derivativePower } from './operators.ts'
import type { TextbookOptions } from './parse-textbook.ts'
import { type Head, shortestFold } from './pending.ts'
import {
  type DerivativeHead,
  derivativeHead,
  inverseName,
  isApplied,
  logBase,
  startsOperand,
} from './textbook.ts'
import type { TokenWindow } from './token-window.ts'
import type { Token } from './tokens.ts'
import type { Formula, Span } from './tree.ts'

/** Reads names and what they are applied to: f(x), sin x, sin^2 x, log_2 x, f'(x), d/dx. */
export class Applications extends Machine {
  protected readonly implicit: boolean
  protected readonly symbols: TextbookOptions['symbols']
  protected readonly fold: TextbookOptions['fold']
  /** How long a chain is folded. */
  protected foldAt: number

  constructor(text: string, tokens: TokenWindow, options: TextbookOptions) {
    super(text, tokens, options)
    this.implicit = options.implicitMultiplication ?? false
    this.symbols = options.symbols
    this.fold = options.fold
    this.foldAt = options.fold === undefined ? Infinity : shortestFold
  }

  /** A name: a symbol, a call, or a function that is applied without parentheses. */
  protected override name(token: Token & { kind: 'name' }): void {
    const { tokens } = this
    const quoted = token.quoted !== undefined
    const primes = this.primes()
    const next = tokens.at(this.at + 1 + primes)
    const declared = !quoted && (this.symbols?.has(token.text) ?? false)
    const base = !quoted && !declared ? logBase(token.text) : undefined
    const head: Head = {
      name: base === undefined ? token.text : 'log',
      primes,
      start: token.start,
      ...(quoted ? { quoted: true as const } : {}),
      ...(base === undefined ? {} : { base: baseFormula(base, token) }),
    }
    const isFunction = !quoted && !declared && (base !== undefined || isApplied(token.text))
    if (next.kind === 'operator' && next.text === '(' && !(declared && this.implicit && primes === 0)) {
      this.at += 2 + primes
      this.call(head)
    } else if (isFunction && next.kind === 'operator' && next.text === '^') {
      this.at += 2 + primes
      this.raise(head)
    } else if (isFunction && (startsOperand(next) || next.text === '-' || next.text === '|')) {
      this.at += 1 + primes
      this.apply(head)
    } else if (isFunction) {
      throw this.unexpected(next, `the argument of ${token.text} is missing; write ${token.text}(x)`)
    } else this.symbol(token, primes)
  }

  /** M.T, and f.diff(x) with the arguments that follow. */
  protected method(token: Token, name: string, left: Formula): void {
    const at = span(left.at.start, token.end)
    this.at++
    if (this.is(this.at, '(')) {
      this.at++
      this.left = undefined
      this.call({ name, primes: 0, start: left.at.start }, [left])
    } else if (token.text === '.T') this.left = callOf(name, [left], at)
    else throw this.unexpected(this.tokens.at(this.at), `the arguments of ${token.text} are missing`)
  }

  protected apply(head: Head): void {
    this.stack.push({ kind: 'prefix', op: 'apply', power: applyPower, start: head.start, head, inner: true })
  }

  /** Reads on behind the '^' of sin^2: a number, a name, or a group, with or without a sign. */
  protected raise(head: Head): void {
    const start = this.at
    const minus = this.is(this.at, '-')
    if (minus) this.at++
    const token = this.tokens.at(this.at)
    const at = span(token.start, token.end)
    if (!minus && (this.is(this.at, '(') || this.is(this.at, '{'))) {
      this.enter({ kind: 'raised', head, start: head.start, inner: false })
      this.enter({
        kind: 'group',
        bracket: token.text,
        items: [],
        start: token.start,
        derived: false,
        inner: false,
      })
      this.at++
      return
    }
    let exponent: Formula
    if (token.kind === 'number') exponent = numberOf(token.text, at)
    else if (token.kind === 'name') exponent = symbolOf(token.text, at)
    else throw this.unexpected(token, `the exponent of ${head.name} is missing`)
    this.at++
    this.argument(
      head,
      minus ? unaryOf('-', exponent, span(this.tokens.at(start).start, exponent.at.end)) : exponent,
    )
  }

  /** Reads on behind sin^2, where the argument begins. */
  protected argument(head: Head, exponent: Formula): void {
    head.exponent = exponent
    if (isMinusOne(exponent) && inverseName(head.name) === undefined)
      throw new ParseError(
        this.text,
        head.start,
        `${head.name}^-1`,
        `it may mean a reciprocal or an inverse; write 1/${head.name}(x)`,
      )
    const next = this.tokens.at(this.at)
    if (this.is(this.at, '(')) {
      this.at++
      this.call(head)
    } else if (startsOperand(next) || next.text === '-' || next.text === '|') this.apply(head)
    else throw this.unexpected(next, `the argument of ${head.name} is missing`)
  }

  protected override finish(head: Head, args: readonly Formula[], end: number): Formula {
    const { name, primes, base, exponent, quoted } = head
    const at = span(head.start, end)
    const inverted = exponent !== undefined && isMinusOne(exponent)
    const all = base === undefined ? args : [...args, base]
    const call = callOf(inverted ? inverseName(name)! : name, all, at, primes, quoted)
    return exponent === undefined || inverted ? call : binaryOf('^', call, exponent, at)
  }

  /** d/dx and its kin, where they stand here. */
  protected derivative(token: Token): boolean {
    const by = derivativeHead(this.tokens, this.at)
    if (by === undefined) {
      if (token.text === 'd') return false
      throw this.unexpected(token, 'a partial derivative is written ∂/∂x f, or ∂f/∂x')
    }
    this.at += by.tokens
    if (by.function !== undefined) {
      const at = span(token.start, this.tokens.at(this.at - 1).end)
      const places = [...new Set(by.variables.map(([name]) => name))].map((name) => symbolOf(name, at))
      this.left = derivativeBy(callOf(by.function, places, at), by, at)
    } else
      this.stack.push({
        kind: 'prefix',
        op: 'd',
        power: derivativePower,
        start: token.start,
        by,
        inner: false,
      })
    return true
  }
}

const baseFormula = (base: string, { start, end }: Token): Formula =>
  (/^\d/.test(base) ? numberOf : symbolOf)(base, span(start, end))

/** Derivative(f, x, 2, y, 1) */
export const derivativeBy = (operand: Formula, by: DerivativeHead, at: Span): Formula =>
  callOf(
    'Derivative',
    [
      operand,
      ...by.variables.flatMap(([name, n]) =>
        typeof n === 'number'
          ? [symbolOf(name, at), numberOf(String(n), at)]
          : [tuple([symbolOf(name, at), symbolOf(n, at)], at)],
      ),
    ],
    at,
  )
