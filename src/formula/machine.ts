import { binaryOf, callOf, holeOf, numberOf, span, symbolOf, unaryOf } from './build.ts'
import { LimitError } from './errors.ts'
import { binary, closes, closing, comparison, lastComparison, prefix } from './operators.ts'
import { type Head, type Pending, Stack, single } from './pending.ts'
import type { Token } from './tokens.ts'
import type { Formula, UnaryOperator } from './tree.ts'

/** A Pratt parser with a stack of its own: it reads a token at a time, and nothing recurses. */
export class Machine extends Stack {
  run(): Formula {
    for (;;) {
      this.tokens.passed(this.at)
      const token = this.tokens.at(this.at)
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
        throw this.unexpected(token, this.mismatch(this.top, ''))
      } else this.operator(token, this.left)
    }
  }

  /** Reads a token where an operand is expected. */
  protected operand(token: Token): void {
    const { at, stack, inner } = this
    this.factorials = 0
    const here = span(token.start, token.end)
    if (token.kind === 'number') {
      this.left = numberOf(token.text, here)
    } else if (token.kind === 'hole') {
      this.left = holeOf(token.index, here)
    } else if (token.kind === 'name') {
      this.name(token)
      return
    } else if (token.text === '(') {
      this.enter({ kind: 'group', bracket: '(', items: [], start: token.start, derived: false, inner: false })
    } else if (token.text === '|') {
      this.enter({ kind: 'bars', start: token.start, inner: false })
    } else if (token.kind === 'operator' && prefix[token.text] !== undefined) {
      stack.push({ kind: 'prefix', op: token.text, power: prefix[token.text]!, start: token.start, inner })
    } else if (token.kind === 'end' && at === 0) {
      throw this.unexpected(token, 'the text is empty')
    } else throw this.unexpected(token, `an operand is missing ${this.previous()}`)
    this.at++
  }

  /** A name: a symbol, or a call. */
  protected name(token: Token & { kind: 'name' }): void {
    const primes = this.primes()
    if (this.is(this.at + 1 + primes, '(')) {
      this.at += 2 + primes
      this.call({ name: token.text, primes, start: token.start })
    } else this.symbol(token, primes)
  }

  /** How many primes stand behind the name that stands here. */
  protected primes(): number {
    let primes = 0
    while (this.tokens.at(this.at + 1 + primes).text === "'") primes++
    return primes
  }

  protected symbol(token: Token & { kind: 'name' }, primes: number): void {
    if (primes > 0) {
      const marks = "'".repeat(Math.min(primes, 3))
      throw this.unexpected(
        this.tokens.at(this.at + 1 + primes),
        `a derivative is written ${token.text}${marks}(x), with its argument`,
      )
    }
    this.left = symbolOf(token.text, span(token.start, token.end), token.quoted)
    this.at++
  }

  /** Reads on behind the '(' of a call; `args` are those that stood before it. */
  protected call(head: Head, args: Formula[] = []): void {
    if (this.is(this.at, ')')) {
      this.left = this.finish(head, args, this.tokens.at(this.at).end)
      this.at++
    } else this.enter({ kind: 'call', head, args, start: head.start, inner: false })
  }

  /** The call whose arguments are read. */
  protected finish({ name, primes, start }: Head, args: readonly Formula[], end: number): Formula {
    return callOf(name, args, span(start, end), primes)
  }

  /** Reads a token where an operator, a closing bracket or the end is expected. */
  protected operator(token: Token, left: Formula): void {
    const rule = token.kind === 'operator' ? binary[token.text] : undefined
    const open = this.open[this.open.length - 1]
    if (rule !== undefined) {
      this.infix(token.text, rule.power, rule.right ? rule.power + 1 : rule.power, left)
    } else if (token.text === '!') {
      this.factorials++
      this.left = unaryOf('!', left, span(left.at.start, token.end))
    } else if (token.kind === 'operator' && (token.text === ',' || closes.has(token.text))) {
      this.close(token, this.reduce(left, 0))
      return
    } else if (token.text === '|' && open?.kind === 'bars') {
      const inside = this.reduce(left, 0)
      this.leave()
      this.left = callOf('abs', [inside], span(open.start, token.end))
    } else if (
      token.text === '|' &&
      this.is(this.at + 1, '|') &&
      this.tokens.at(this.at + 1).start === token.end
    ) {
      this.infix('or', binary['or']!.power, binary['or']!.power, left)
      this.at++
    } else {
      this.beside(token, left)
      return
    }
    this.at++
  }

  /** A token that is no operator, behind an operand. */
  protected beside(token: Token, _left: Formula): void {
    if (token.text === '|')
      throw this.unexpected(token, "no '|' is open here; a product with a modulus is written 2*|x|")
    const product = token.kind !== 'operator' || token.text === '('
    throw this.unexpected(
      token,
      product
        ? `an operator is missing ${this.previous()} (a product is written with '*'; implicitMultiplication is an option)`
        : `an operator is missing ${this.previous()}`,
    )
  }

  /** Pushes a binary operator with its left operand; `least` says which waiting operators go first. */
  protected infix(op: string, power: number, least: number, operand: Formula): void {
    const left = this.reduce(operand, least)
    const middle = power === comparison && left !== this.bracketed ? lastComparison(left) : undefined
    if (middle !== undefined) this.compareOn(op, left, middle)
    else this.push(op, power, left, op === '^' && this.inner)
  }

  /** A comparison behind the comparison `left`, whose right side is `middle`. */
  protected compareOn(_op: string, _left: Formula, _middle: Formula): void {
    throw this.unexpected(this.tokens.at(this.at), "comparisons do not chain; write 'a < b and b < c'")
  }

  protected push(op: string, power: number, left: Formula, inner: boolean): void {
    this.stack.push({ kind: 'binary', op, power, left, terms: this.terms(power), inner })
    this.left = undefined
  }

  /** How many operands of a chain with operators of this power are joined in the operand reduced last. */
  protected terms(power: number): number {
    return this.chain.power === power ? this.chain.terms : 1
  }

  /** A closing bracket or a comma. */
  protected close(token: Token, left: Formula): void {
    const open = this.top
    if (open?.kind === 'call' && (token.text === ',' || token.text === ')')) {
      open.args.push(left)
      this.left = undefined
      if (token.text === ')') {
        this.leave()
        this.left = this.finish(open.head, open.args, token.end)
      }
    } else if (open?.kind === 'group' && token.text === closing[open.bracket]) {
      this.leave()
      this.bracketed = this.left = left
    } else throw this.unexpected(token, this.mismatch(open, token.text))
    this.at++
  }

  /** Applies the waiting operators that bind tighter than `power` to the finished operand. */
  protected reduce(operand: Formula, power: number): Formula {
    this.chain = single
    for (;;) {
      const { top } = this
      if (top === undefined || (top.kind !== 'binary' && top.kind !== 'prefix') || top.power < power)
        return operand
      this.stack.pop()
      if (top.kind === 'binary') {
        operand = binaryOf(top.op, top.left, operand)
        this.chain = { power: top.power, terms: top.terms + 1 }
      } else {
        operand = this.prefixed(top, operand)
        this.chain = single
      }
    }
  }

  /** What a sign or root in front makes of its operand. */
  protected prefixed({ op, start }: Pending & { kind: 'prefix' }, operand: Formula): Formula {
    const at = span(start, operand.at.end)
    return op === '√' ? callOf('sqrt', [operand], at) : unaryOf(op as UnaryOperator, operand, at)
  }
}
