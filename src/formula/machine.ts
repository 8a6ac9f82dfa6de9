import { LimitError, ParseError } from './errors.ts'
import type { ParseOptions } from './parse.ts'
import {
  type DerivativeHead,
  derivativeHead,
  inverseName,
  isApplied,
  logBase,
  startsOperand,
} from './textbook.ts'
import type { Token } from './tokens.ts'
import type { BinaryOperator, Formula, Span, UnaryOperator } from './tree.ts'

/** How tightly an operator binds; `right` operators group from the right. */
const binary: Readonly<Record<string, { readonly power: number; readonly right?: boolean }>> = {
  or: { power: 1 },
  and: { power: 2 },
  '<': { power: 4 },
  '<=': { power: 4 },
  '>': { power: 4 },
  '>=': { power: 4 },
  '==': { power: 4 },
  '!=': { power: 4 },
  '+': { power: 5 },
  '-': { power: 5 },
  '*': { power: 6 },
  '/': { power: 6 },
  '^': { power: 8, right: true },
}
/** `-x^2` is `-(x^2)`, and `-a*b` is `(-a)*b`: a sign stands between `*` and `^`. */
const prefix: Readonly<Record<string, number>> = { '-': 7, '+': 7, not: 3, '√': 9, '∛': 9, '∜': 9 }
const roots: Readonly<Record<string, string>> = { '√': 'sqrt', '∛': 'cbrt', '∜': 'root' }
const comparison = 4
/** d/dx takes a whole term, sin x what is joined to it without an operator. */
const derivativePower = 5.5
const applyPower = 7
const joinedPower = 7.5
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** An application of a function: sin, sin^2, log with a base. */
interface Head {
  readonly name: string
  readonly primes: number
  readonly start: number
  readonly quoted?: true
  readonly base?: Formula
  exponent?: Formula
}

/** What waits on the stack for its right operand, or for its closing bracket. `inner`: within the argument of `sin x`. */
type Pending = { readonly inner: boolean } & (
  | { kind: 'prefix'; op: string; power: number; start: number; head?: Head; by?: DerivativeHead }
  | { kind: 'binary'; op: string; power: number; left: Formula; chained?: true }
  | { kind: 'group'; bracket: string; items: Formula[]; start: number; derived: boolean }
  | { kind: 'bars'; start: number }
  | { kind: 'call'; head: Head; args: Formula[]; start: number }
  | { kind: 'raised'; head: Head; start: number }
)

/** A Pratt parser with a stack of its own: it reads a token at a time, and nothing recurses. */
export class Machine {
  private readonly text: string
  private readonly tokens: readonly Token[]
  private readonly textbook: boolean
  private readonly implicit: boolean
  private readonly symbols: ParseOptions['symbols']
  private readonly stack: Pending[] = []
  /** Those of the stack that are brackets. */
  private readonly open: Pending[] = []
  /** The operand just completed; undefined where one is expected. */
  private left: Formula | undefined
  /** The last operand that stood in brackets. */
  private bracketed: Formula | undefined
  private at = 0
  private factorials = 0
  private readonly maxNesting: number

  constructor(text: string, tokens: readonly Token[], options: ParseOptions) {
    this.text = text
    this.tokens = tokens
    this.textbook = options.textbook ?? false
    this.implicit = options.implicitMultiplication ?? false
    this.symbols = options.symbols
    this.maxNesting = options.maxNesting ?? Number.POSITIVE_INFINITY
  }

  run(): Formula {
    for (;;) {
      const token = this.tokens[this.at]!
      // factorials follow each other without brackets
      const nested = this.stack.length + this.factorials
      if (nested > this.maxNesting)
        throw new LimitError(
          'parse',
          'nesting of the formula',
          this.maxNesting,
          nested,
          'Write it in parts, with let lines.',
        )
      if (this.left === undefined) this.operand(token)
      else if (token.kind === 'end') {
        const whole = this.reduce(this.left, 0)
        if (this.stack.length === 0) return whole
        throw this.unexpected(token, mismatch(this.top, ''))
      } else this.operator(token, this.left)
    }
  }

  private get top(): Pending | undefined {
    return this.stack[this.stack.length - 1]
  }
  /** Pushes an open bracket. */
  private enter(bracket: Pending): void {
    this.stack.push(bracket)
    this.open.push(bracket)
  }
  private leave(): void {
    this.stack.pop()
    this.open.pop()
  }
  private get inner(): boolean {
    return this.top?.inner ?? false
  }
  private is(at: number, text: string): boolean {
    const token = this.tokens[at]
    return token?.kind === 'operator' && token.text === text
  }
  private unexpected(token: Token, why: string): ParseError {
    const what = token.kind === 'end' ? 'unexpected end' : `unexpected '${token.text}'`
    return new ParseError(this.text, token.start, what, why)
  }
  private previous(): string {
    return this.at > 0 ? `after '${this.tokens[this.at - 1]!.text}'` : 'at the start'
  }

  /** Reads a token where an operand is expected. */
  private operand(token: Token): void {
    const { at, stack, inner } = this
    const here = span(token.start, token.end)
    if (token.kind === 'number') {
      this.left = { kind: 'number', text: token.text, value: Number(token.text), at: here }
    } else if (token.kind === 'hole') {
      this.left = { kind: 'hole', index: token.index, at: here }
    } else if (this.textbook && (token.text === 'd' || token.text === '∂') && this.derivative(token)) {
      return
    } else if (token.kind === 'name') {
      this.name(token)
      return
    } else if (token.text === '(' || (this.textbook && closing[token.text] !== undefined)) {
      const derived = this.top?.kind === 'prefix' && this.top.by !== undefined && token.text !== '{'
      this.enter({ kind: 'group', bracket: token.text, items: [], start: token.start, derived, inner: false })
      if (token.text !== '{' && this.textbook && this.is(at + 1, closing[token.text]!)) {
        this.leave()
        this.left = sequence(token.text, [], span(token.start, this.tokens[at + 1]!.end))
        this.at++
      }
    } else if (token.text === '|') {
      this.enter({ kind: 'bars', start: token.start, inner: false })
    } else if (token.kind === 'operator' && prefix[token.text] !== undefined) {
      stack.push({ kind: 'prefix', op: token.text, power: prefix[token.text]!, start: token.start, inner })
    } else if (token.kind === 'end' && at === 0) {
      throw this.unexpected(token, 'the text is empty')
    } else throw this.unexpected(token, `an operand is missing ${this.previous()}`)
    this.at++
  }

  /** A name: a symbol, a call, or a function that is applied without parentheses. */
  private name(token: Token & { kind: 'name' }): void {
    const { tokens } = this
    const quoted = token.quoted !== undefined
    let primes = 0
    while (tokens[this.at + 1 + primes]!.text === "'") primes++
    const next = tokens[this.at + 1 + primes]!
    const declared = !quoted && (this.symbols?.has(token.text) ?? false)
    const base = this.textbook && !quoted && !declared ? logBase(token.text) : undefined
    const head: Head = {
      name: base === undefined ? token.text : 'log',
      primes,
      start: token.start,
      ...(quoted ? { quoted: true as const } : {}),
      ...(base === undefined ? {} : { base: baseFormula(base, token) }),
    }
    const isFunction = this.textbook && !quoted && !declared && (base !== undefined || isApplied(token.text))
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
    } else if (primes > 0) {
      const marks = "'".repeat(Math.min(primes, 3))
      throw this.unexpected(next, `a derivative is written ${token.text}${marks}(x), with its argument`)
    } else {
      const at = span(token.start, token.end)
      this.left = { kind: 'symbol', name: token.text, at, ...(quoted ? { quoted: true as const } : {}) }
      this.at++
    }
  }

  /** Reads on behind the '(' of a call. */
  private call(head: Head): void {
    if (this.is(this.at, ')')) {
      this.left = this.finish(head, [], this.tokens[this.at]!.end)
      this.at++
    } else this.enter({ kind: 'call', head, args: [], start: head.start, inner: false })
  }

  private apply(head: Head): void {
    this.stack.push({ kind: 'prefix', op: 'apply', power: applyPower, start: head.start, head, inner: true })
  }

  /** Reads on behind the '^' of sin^2: a number, a name, or a group, with or without a sign. */
  private raise(head: Head): void {
    const start = this.at
    const minus = this.is(this.at, '-')
    if (minus) this.at++
    const token = this.tokens[this.at]!
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
    if (token.kind === 'number')
      exponent = { kind: 'number', text: token.text, value: Number(token.text), at }
    else if (token.kind === 'name') exponent = { kind: 'symbol', name: token.text, at }
    else throw this.unexpected(token, `the exponent of ${head.name} is missing`)
    this.at++
    this.argument(head, minus ? negative(exponent, this.tokens[start]!.start) : exponent)
  }

  /** Reads on behind sin^2, where the argument begins. */
  private argument(head: Head, exponent: Formula): void {
    head.exponent = exponent
    if (isMinusOne(exponent) && inverseName(head.name) === undefined)
      throw new ParseError(
        this.text,
        head.start,
        `${head.name}^-1`,
        `it may mean a reciprocal or an inverse; write 1/${head.name}(x)`,
      )
    const next = this.tokens[this.at]!
    if (this.is(this.at, '(')) {
      this.at++
      this.call(head)
    } else if (startsOperand(next) || next.text === '-' || next.text === '|') this.apply(head)
    else throw this.unexpected(next, `the argument of ${head.name} is missing`)
  }

  private finish(head: Head, args: readonly Formula[], end: number): Formula {
    const { name, primes, base, exponent, quoted } = head
    const at = span(head.start, end)
    const inverted = exponent !== undefined && isMinusOne(exponent)
    const call: Formula = {
      kind: 'call',
      name: inverted ? inverseName(name)! : name,
      primes,
      args: base === undefined ? args : [...args, base],
      at,
      ...(quoted ? { quoted: true as const } : {}),
    }
    return exponent === undefined || inverted
      ? call
      : { kind: 'binary', op: '^', left: call, right: exponent, at }
  }

  /** d/dx and its kin, where they stand here. */
  private derivative(token: Token): boolean {
    const by = derivativeHead(this.tokens, this.at)
    if (by === undefined) {
      if (token.text === 'd') return false
      throw this.unexpected(token, 'a partial derivative is written ∂/∂x f, or ∂f/∂x')
    }
    this.at += by.tokens
    if (by.function !== undefined) {
      const at = span(token.start, this.tokens[this.at - 1]!.end)
      this.left = derivativeCall(
        { kind: 'call', name: by.function, primes: 0, args: symbolsOf(by, at), at },
        by,
        at,
      )
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

  /** Reads a token where an operator, a closing bracket or the end is expected. */
  private operator(token: Token, left: Formula): void {
    const rule = token.kind === 'operator' ? binary[token.text] : undefined
    if (rule !== undefined) {
      this.infix(token.text, rule.power, rule.right ? rule.power + 1 : rule.power, left)
    } else if (token.text === '!' || token.text === '!!') {
      this.factorials++
      const at = span(left.at.start, token.end)
      this.left =
        token.text === '!'
          ? { kind: 'unary', op: '!', operand: left, at }
          : { kind: 'call', name: 'factorial2', primes: 0, args: [left], at }
    } else if (token.text === ')' || token.text === ']' || token.text === '}' || token.text === ',') {
      this.close(token, this.reduce(left, 0))
      return
    } else if (token.text === '|') {
      const open = this.open[this.open.length - 1]
      if (open?.kind === 'bars') {
        const inside = this.reduce(left, 0)
        this.leave()
        this.left = { kind: 'call', name: 'abs', primes: 0, args: [inside], at: span(open.start, token.end) }
      } else if (this.is(this.at + 1, '|') && this.tokens[this.at + 1]!.start === token.end) {
        this.infix('or', binary['or']!.power, binary['or']!.power, left)
        this.at++
      } else if (this.implicit) {
        this.join(left)
        return
      } else if (this.textbook && (startsOperand(this.tokens[this.at + 1]!) || this.is(this.at + 1, 'not'))) {
        this.infix('or', binary['or']!.power, binary['or']!.power, left)
      } else throw this.unexpected(token, "no '|' is open here")
    } else if (
      this.implicit &&
      token.text !== "'" &&
      token.text !== 'not' &&
      !(token.kind === 'number' && this.tokens[this.at - 1]!.kind === 'number')
    ) {
      this.join(left)
      return
    } else {
      const product = token.kind !== 'operator' || token.text === '('
      throw this.unexpected(
        token,
        product
          ? `an operator is missing ${this.previous()} (a product is written with '*'; implicitMultiplication is an option)`
          : `an operator is missing ${this.previous()}`,
      )
    }
    this.at++
  }

  /** Pushes a binary operator with its left operand; `least` says which waiting operators go first. */
  private infix(op: string, power: number, least: number, operand: Formula): void {
    const left = this.reduce(operand, least)
    const chain = power === comparison && left !== this.bracketed ? lastComparison(left) : undefined
    if (chain !== undefined) {
      if (!this.textbook)
        throw this.unexpected(this.tokens[this.at]!, "comparisons do not chain; write 'a < b and b < c'")
      // a < b < c is a < b and b < c
      this.stack.push({ kind: 'binary', op: 'and', power, left, inner: false })
      this.stack.push({ kind: 'binary', op, power, left: chain, inner: false })
    } else this.stack.push({ kind: 'binary', op, power, left, inner: op === '^' && this.inner })
    this.left = undefined
  }

  /** A product without an operator; within the argument of sin x it belongs to the argument. */
  private join(left: Formula): void {
    const token = this.tokens[this.at]!
    let power = binary['*']!.power
    const operand = this.reduce(left, joinedPower)
    if (this.inner && !(token.kind === 'name' && isApplied(token.text))) {
      if (token.kind === 'operator')
        throw this.unexpected(token, 'where the argument ends is not clear; put it in parentheses')
      power = joinedPower
    }
    const reduced = this.reduce(operand, power)
    this.stack.push({ kind: 'binary', op: '*', power, left: reduced, inner: power === joinedPower })
    this.left = undefined
  }

  /** A closing bracket or a comma. */
  private close(token: Token, left: Formula): void {
    const open = this.top
    this.left = undefined
    this.at++
    if (open?.kind === 'call' && (token.text === ',' || token.text === ')')) {
      open.args.push(left)
      const ended = token.text === ',' && this.textbook && this.is(this.at, ')')
      if (ended) this.at++
      if (ended || token.text === ')') {
        this.leave()
        this.left = this.finish(open.head, open.args, token.end)
      }
    } else if (open?.kind === 'group' && token.text === ',' && this.textbook && open.bracket !== '{') {
      open.items.push(left)
      // (a, ) is a tuple of one
      if (this.is(this.at, closing[open.bracket]!)) this.endGroup(open, this.tokens[this.at++]!)
    } else if (open?.kind === 'group' && token.text === closing[open.bracket]) {
      if (open.items.length > 0 || open.bracket === '[') open.items.push(left)
      else this.bracketed = this.left = left
      this.endGroup(open, token)
    } else {
      this.at--
      throw this.unexpected(token, mismatch(open, token.text))
    }
  }

  private endGroup(open: Pending & { kind: 'group' }, token: Token): void {
    this.leave()
    if (open.items.length > 0) this.left = sequence(open.bracket, open.items, span(open.start, token.end))
    const next = this.tokens[this.at]!
    if (open.derived && (startsOperand(next) || ['^', '!', '!!', '*', '/'].includes(next.text)))
      throw this.unexpected(
        next,
        'what is differentiated is not clear; put all of it in one pair of parentheses',
      )
    const outer = this.top
    if (outer?.kind !== 'raised') return
    this.leave()
    const exponent = this.left!
    this.left = undefined
    this.argument(outer.head, exponent)
  }

  /** Applies the waiting operators that bind tighter than `power` to the finished operand. */
  private reduce(operand: Formula, power: number): Formula {
    for (;;) {
      const top = this.top
      if (top === undefined || (top.kind !== 'binary' && top.kind !== 'prefix') || top.power < power)
        return operand
      this.stack.pop()
      if (top.kind === 'binary') {
        const at = span(top.left.at.start, operand.at.end)
        operand = { kind: 'binary', op: top.op as BinaryOperator, left: top.left, right: operand, at }
        continue
      }
      const at = span(top.start, operand.at.end)
      if (top.head !== undefined) operand = this.finish(top.head, [operand], at.end)
      else if (top.by !== undefined) operand = derivativeCall(operand, top.by, at)
      else if (roots[top.op] !== undefined) operand = root(top.op, operand, at)
      else operand = { kind: 'unary', op: top.op as UnaryOperator, operand, at }
    }
  }
}

const span = (start: number, end: number): Span => ({ start, end })

const number = (value: number, at: Span): Formula => ({ kind: 'number', text: String(value), value, at })

const root = (sign: string, operand: Formula, at: Span): Formula => ({
  kind: 'call',
  name: roots[sign]!,
  primes: 0,
  args: sign === '∜' ? [operand, number(4, at)] : [operand],
  at,
})

const negative = (operand: Formula, start: number): Formula => ({
  kind: 'unary',
  op: '-',
  operand,
  at: span(start, operand.at.end),
})

const isMinusOne = (e: Formula): boolean =>
  e.kind === 'unary' && e.op === '-' && e.operand.kind === 'number' && e.operand.text === '1'

const sequence = (bracket: string, args: readonly Formula[], at: Span): Formula => ({
  kind: 'call',
  name: bracket === '[' ? '[]' : '',
  primes: 0,
  args,
  at,
})

const baseFormula = (base: string, { start, end }: Token): Formula =>
  /^\d/.test(base)
    ? number(Number(base), span(start, end))
    : { kind: 'symbol', name: base, at: span(start, end) }

const symbolsOf = (by: DerivativeHead, at: Span): Formula[] =>
  [...new Set(by.variables.map(([name]) => name))].map((name) => ({ kind: 'symbol', name, at }))

/** Derivative(f, x, 2, y, 1) */
const derivativeCall = (operand: Formula, by: DerivativeHead, at: Span): Formula => ({
  kind: 'call',
  name: 'Derivative',
  primes: 0,
  args: [
    operand,
    ...by.variables.flatMap(([name, times]): Formula[] => [{ kind: 'symbol', name, at }, number(times, at)]),
  ],
  at,
})

/** The right side of a comparison that another one may follow: b of a < b. */
function lastComparison(e: Formula): Formula | undefined {
  if (e.kind !== 'binary') return undefined
  if (binary[e.op]!.power === comparison) return e.right
  if (e.op !== 'and' || e.right.kind !== 'binary') return undefined
  return binary[e.right.op]!.power === comparison ? e.right.right : undefined
}

function mismatch(open: Pending | undefined, close: string): string {
  if (open === undefined || open.kind === 'binary' || open.kind === 'prefix' || open.kind === 'raised')
    return close === ','
      ? "a ',' separates the arguments of a call only"
      : `no '${{ ']': '[', '}': '{' }[close] ?? '('}' is open here`
  if (open.kind === 'bars') return `the '|' at column ${open.start + 1} is not closed`
  if (close === ',') return "a ',' separates the arguments of a call only"
  const bracket = open.kind === 'group' ? open.bracket : '('
  return `the '${bracket}' ${open.kind === 'call' ? `of ${open.head.name} ` : ''}at column ${open.start + 1} is not closed`
}
