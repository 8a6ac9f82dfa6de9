import { Applications, derivativeBy } from './applications.ts'
import { binaryOf, callOf, holeOf, inDegrees, list, numberOf, span, tuple, unaryOf } from './build.ts'
import { LimitError } from './errors.ts'
import {
  binary,
  bracketFunctions,
  closing,
  comparison,
  joinedPower,
  lastComparison,
  methodFunction,
  prefix,
  roots,
} from './operators.ts'
import { mismatch, type Pending, shortestFold } from './pending.ts'
import { isApplied, sentenceWord, startsOperand } from './textbook.ts'
import type { Token } from './tokens.ts'
import type { Formula, Span, UnaryOperator } from './tree.ts'

/** A Pratt parser with a stack of its own: it reads a token at a time, and nothing recurses. */
export class Machine extends Applications {
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
        throw this.unexpected(token, mismatch(this.top, ''))
      } else this.operator(token, this.left)
    }
  }

  /** Reads a token where an operand is expected. */
  private operand(token: Token): void {
    const { at, stack, inner } = this
    this.factorials = 0
    const here = span(token.start, token.end)
    if (token.kind === 'number') {
      this.left = numberOf(token.text, here)
    } else if (token.kind === 'hole') {
      this.left = holeOf(token.index, here)
    } else if (this.textbook && (token.text === 'd' || token.text === '∂') && this.derivative(token)) {
      return
    } else if (token.kind === 'name') {
      this.name(token)
      return
    } else if (token.text === '(' || (this.textbook && closing[token.text] !== undefined)) {
      const derived = this.top?.kind === 'prefix' && this.top.by !== undefined && token.text !== '{'
      this.enter({ kind: 'group', bracket: token.text, items: [], start: token.start, derived, inner: false })
      if (isSequence(token.text) && this.textbook && this.is(at + 1, closing[token.text]!)) {
        this.leave()
        this.left = sequence(token.text, [], span(token.start, this.tokens.at(at + 1).end))
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

  /** Reads a token where an operator, a closing bracket or the end is expected. */
  private operator(token: Token, left: Formula): void {
    const rule = token.kind === 'operator' ? binary[token.text] : undefined
    if (rule !== undefined) {
      this.infix(token.text, rule.power, rule.right ? rule.power + 1 : rule.power, left)
    } else if (token.text === '!' || token.text === '!!') {
      this.factorials++
      const at = span(left.at.start, token.end)
      this.left = token.text === '!' ? unaryOf('!', left, at) : callOf('factorial2', [left], at)
    } else if (token.text === '°' && token.kind === 'operator') {
      this.factorials++
      this.left = inDegrees(left)
    } else if (token.kind === 'operator' && methodFunction(token.text) !== undefined) {
      this.method(token, methodFunction(token.text)!, left)
      return
    } else if (token.text === "'" && isRows(left)) {
      this.left = callOf('transpose', [left], span(left.at.start, token.end))
    } else if (token.kind === 'operator' && (token.text === ',' || closes.has(token.text))) {
      this.close(token, this.reduce(left, 0))
      return
    } else if (token.text === '|') {
      const open = this.open[this.open.length - 1]
      if (open?.kind === 'bars') {
        const inside = this.reduce(left, 0)
        this.leave()
        this.left = callOf('abs', [inside], span(open.start, token.end))
      } else if (this.is(this.at + 1, '|') && this.tokens.at(this.at + 1).start === token.end) {
        this.infix('or', binary['or']!.power, binary['or']!.power, left)
        this.at++
      } else if (this.implicit) {
        this.join(left)
        return
      } else if (
        this.textbook &&
        (startsOperand(this.tokens.at(this.at + 1)) || this.is(this.at + 1, 'not'))
      ) {
        if (
          this.tokens.at(this.at + 1).text.startsWith('_') &&
          this.tokens.at(this.at + 1).start === token.end
        )
          throw this.unexpected(token, 'where to evaluate is written with Subs(f, x, a), or in LaTeX')
        this.infix('or', binary['or']!.power, binary['or']!.power, left)
      } else throw this.unexpected(token, "no '|' is open here")
    } else if (token.text === '(' && namedFunction(left) !== undefined) {
      this.left = undefined
      this.at++
      this.call({ name: namedFunction(left)!, primes: 0, start: left.at.start })
      return
    } else if (
      this.implicit &&
      token.text !== "'" &&
      token.text !== 'not' &&
      !(token.kind === 'number' && this.tokens.at(this.at - 1).kind === 'number')
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
        throw this.unexpected(this.tokens.at(this.at), "comparisons do not chain; write 'a < b and b < c'")
      // a < b < c is a < b and b < c
      this.push('and', power, left, false)
      this.stack.push({ kind: 'binary', op, power, left: chain, terms: 1, inner: false })
    } else this.push(op, power, left, op === '^' && this.inner)
  }

  /** A product without an operator; within the argument of sin x it belongs to the argument. */
  private join(left: Formula): void {
    const token = this.tokens.at(this.at)
    this.refuseWords(left, token)
    let power = binary['*']!.power
    const operand = this.reduce(left, joinedPower)
    if (this.inner && !(token.kind === 'name' && isApplied(token.text))) {
      if (token.kind === 'operator')
        throw this.unexpected(token, 'where the argument ends is not clear; put it in parentheses')
      power = joinedPower
    }
    const reduced = this.reduce(operand, power)
    this.push('*', power, reduced, power === joinedPower)
  }

  /** `7 mod 3` and `int x dx` are no products. */
  private refuseWords(left: Formula, next: Token): void {
    const before = this.tokens.at(this.at - 1)
    for (const token of [before, next]) {
      if (token.kind !== 'name' || token.quoted || this.symbols?.has(token.text)) continue
      const written = sentenceWord(token.text)
      if (written !== undefined && (token === next || left.kind === 'symbol'))
        throw this.unexpected(token, `it is no factor; write ${written}`)
    }
  }

  /** Pushes a binary operator; the operands of a long chain before it are folded to one. */
  private push(op: string, power: number, left: Formula, inner: boolean): void {
    let terms = this.chain.power === power ? this.chain.terms : 1
    if (terms >= this.foldAt && this.isFree()) {
      const folded = this.fold!(left)
      this.foldAt = shortestFold + folded.size
      left = folded.tree
      terms = 1
    }
    this.stack.push({ kind: 'binary', op, power, left, terms, inner })
    this.left = undefined
  }

  /** Whether what stands here has its meaning whatever follows: no call or derivative is open that may bind its names. */
  private isFree(): boolean {
    return (
      this.fold !== undefined &&
      this.stack.every(
        (p) =>
          p.kind === 'binary' ||
          (p.kind === 'group' && !p.derived) ||
          (p.kind === 'prefix' && p.by === undefined && p.head === undefined),
      )
    )
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
    } else if (open?.kind === 'group' && token.text === ',' && this.textbook && isSequence(open.bracket)) {
      open.items.push(left)
      // (a, ) is a tuple of one
      if (this.is(this.at, closing[open.bracket]!)) this.endGroup(open, this.tokens.at(this.at++))
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
    const at = span(open.start, token.end)
    const applied = bracketFunctions[open.bracket]
    if (applied !== undefined) this.left = callOf(applied, [this.left!], at)
    else if (open.items.length > 0) this.left = sequence(open.bracket, open.items, at)
    const next = this.tokens.at(this.at)
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
    this.chain = single
    for (;;) {
      const top = this.top
      if (top === undefined || (top.kind !== 'binary' && top.kind !== 'prefix') || top.power < power)
        return operand
      this.stack.pop()
      if (top.kind === 'binary') {
        operand = binaryOf(top.op, top.left, operand)
        this.chain = { power: top.power, terms: top.terms + 1 }
        continue
      }
      this.chain = single
      const at = span(top.start, operand.at.end)
      if (top.head !== undefined) operand = this.finish(top.head, [operand], at.end)
      else if (top.by !== undefined) operand = derivativeBy(operand, top.by, at)
      else if (roots[top.op] !== undefined) operand = root(top.op, operand, at)
      else operand = unaryOf(top.op as UnaryOperator, operand, at)
    }
  }
}

const closes = new Set(Object.values(closing))
/** The last operator of an operand, and how many operands it joins in a chain; none in brackets. */
const single = { power: 0, terms: 1 }

/** f of Function('f'), as SymPy's srepr has it. */
function namedFunction(e: Formula): string | undefined {
  if (e.kind !== 'call' || e.name !== 'Function' || e.args.length !== 1) return undefined
  const [name] = e.args
  return name!.kind === 'symbol' && name!.quoted ? name!.name : undefined
}

const root = (sign: string, operand: Formula, at: Span): Formula =>
  callOf(roots[sign]!, sign === '∜' ? [operand, numberOf('4', at)] : [operand], at)

/** [[1, 2], [3, 4]] or Matrix(...), before the mark of a transpose. */
const isRows = (e: Formula): boolean => e.kind === 'call' && (e.name === '[]' || e.name === 'Matrix')

const isSequence = (bracket: string): boolean => bracket === '(' || bracket === '['
const sequence = (bracket: string, args: readonly Formula[], at: Span): Formula =>
  (bracket === '[' ? list : tuple)(args, at)
