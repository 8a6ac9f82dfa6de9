import { Applications, derivativeBy } from './applications.ts'
import { callOf, inDegrees, list, numberOf, span, tuple } from './build.ts'
import { binary, bracketFunctions, closing, comparison, joinedPower } from './operators.ts'
import { type Pending, shortestFold, single } from './pending.ts'
import { apart, isApplied, methodFunction, sentenceWord, startsOperand } from './textbook.ts'
import type { Token } from './tokens.ts'
import type { Formula, Span } from './tree.ts'

/** Reads what books write besides: groups of any bracket, products without an operator, 0 < x < 1, transposes. */
export class TextbookMachine extends Applications {
  protected override operand(token: Token): void {
    this.factorials = 0
    if ((token.text === 'd' || token.text === '∂') && this.derivative(token)) return
    const closed = token.kind === 'operator' ? closing[token.text] : undefined
    if (closed === undefined) {
      this.refuseRunTogether(token)
      super.operand(token)
      return
    }
    const derived = this.top?.kind === 'prefix' && this.top.by !== undefined && token.text !== '{'
    this.enter({ kind: 'group', bracket: token.text, items: [], start: token.start, derived, inner: false })
    this.at++
    if (isSequence(token.text) && this.is(this.at, closed)) {
      this.leave()
      this.left = sequence(token.text, [], span(token.start, this.tokens.at(this.at).end))
      this.at++
    }
  }

  protected override operator(token: Token, left: Formula): void {
    const method = token.kind === 'operator' ? methodFunction(token.text) : undefined
    const at = span(left.at.start, token.end)
    if (method !== undefined) {
      this.method(token, method, left)
      return
    }
    if (token.text === '!!') {
      this.factorials++
      this.left = callOf('factorial2', [left], at)
    } else if (token.text === '°' && token.kind === 'operator') {
      this.factorials++
      this.left = inDegrees(left)
    } else if (token.text === "'" && isRows(left)) {
      this.left = callOf('transpose', [left], at)
    } else {
      super.operator(token, left)
      return
    }
    this.at++
  }

  /** A product without an operator, an "or", or the arguments of Function('f'). */
  protected override beside(token: Token, left: Formula): void {
    const next = this.tokens.at(this.at + 1)
    const name = namedFunction(left)
    if (token.text === '|' && !this.implicit && (startsOperand(next) || this.is(this.at + 1, 'not'))) {
      if (next.text.startsWith('_') && next.start === token.end)
        throw this.unexpected(token, 'where to evaluate is written with Subs(f, x, a), or in LaTeX')
      this.infix('or', binary['or']!.power, binary['or']!.power, left)
      this.at++
    } else if (token.text === '(' && name !== undefined) {
      this.left = undefined
      this.at++
      this.call({ name, primes: 0, start: left.at.start, quoted: true })
    } else if (
      this.implicit &&
      token.text !== "'" &&
      token.text !== 'not' &&
      !(token.kind === 'number' && this.tokens.at(this.at - 1).kind === 'number')
    )
      this.join(left)
    else super.beside(token, left)
  }

  /** a < b < c is a < b and b < c */
  protected override compareOn(op: string, left: Formula, middle: Formula): void {
    this.push('and', comparison, left, false)
    this.stack.push({ kind: 'binary', op, power: comparison, left: middle, terms: 1, inner: false })
  }

  /** A product without an operator; within the argument of sin x it belongs to the argument. */
  private join(left: Formula): void {
    const token = this.tokens.at(this.at)
    const before = this.tokens.at(this.at - 1)
    if (before.kind === 'number' && before.end === token.start && isDigits(before.text, token.text))
      throw this.unexpected(token, 'a number is written in decimal digits, without _ between them')
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

  /** `sinx` would be a symbol, where products need no sign; `sum_(k=1)^n` a function of an equation. */
  private refuseRunTogether(token: Token): void {
    if (token.kind !== 'name' || token.quoted || this.symbols?.has(token.text)) return
    const sentence = token.text.endsWith('_') ? sentenceWord(token.text.slice(0, -1)) : undefined
    const meant = sentence ?? (this.implicit && !this.is(this.at + 1, '(') ? apart(token.text) : undefined)
    if (meant !== undefined) throw this.unexpected(token, `it is one name; write ${meant}`)
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
  protected override push(op: string, power: number, left: Formula, inner: boolean): void {
    if (this.terms(power) < this.foldAt || !this.isFree()) {
      super.push(op, power, left, inner)
      return
    }
    const folded = this.fold!(left)
    this.foldAt = shortestFold + folded.size
    this.chain = single
    super.push(op, power, folded.tree, inner)
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

  protected override close(token: Token, left: Formula): void {
    const open = this.top
    if (open?.kind === 'call' && token.text === ',' && this.is(this.at + 1, ')')) {
      // f(a, ) is f(a)
      this.at++
      super.close(this.tokens.at(this.at), left)
    } else if (open?.kind === 'group' && token.text === ',' && isSequence(open.bracket)) {
      open.items.push(left)
      this.left = undefined
      this.at++
      // (a, ) is a tuple of one
      if (this.is(this.at, closing[open.bracket]!)) this.endGroup(open, this.tokens.at(this.at++))
    } else if (open?.kind === 'group' && token.text === closing[open.bracket]) {
      if (open.items.length > 0 || open.bracket === '[') open.items.push(left)
      else this.bracketed = this.left = left
      this.at++
      this.endGroup(open, token)
    } else super.close(token, left)
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

  protected override prefixed(top: Pending & { kind: 'prefix' }, operand: Formula): Formula {
    const at = span(top.start, operand.at.end)
    if (top.head !== undefined) return this.finish(top.head, [operand], at.end)
    if (top.by !== undefined) return derivativeBy(operand, top.by, at)
    if (top.op === '∛') return callOf('cbrt', [operand], at)
    if (top.op === '∜') return callOf('root', [operand, numberOf('4', at)], at)
    return super.prefixed(top, operand)
  }
}

/** What is left of 1_000 and 0x1F behind the first digits. */
const isDigits = (number: string, rest: string): boolean =>
  /^_\d/.test(rest) || (number === '0' && /^(?:[xX][\da-fA-F]+|[bo]\d+)$/.test(rest))

/** f of Function('f'), as SymPy's srepr has it. */
function namedFunction(e: Formula): string | undefined {
  if (e.kind !== 'call' || e.name !== 'Function' || e.args.length !== 1) return undefined
  const [name] = e.args
  return name!.kind === 'symbol' && name!.quoted ? name!.name : undefined
}

/** [[1, 2], [3, 4]] or Matrix(...), before the mark of a transpose. */
const isRows = (e: Formula): boolean => e.kind === 'call' && (e.name === '[]' || e.name === 'Matrix')

const isSequence = (bracket: string): boolean => bracket === '(' || bracket === '['
const sequence = (bracket: string, args: readonly Formula[], at: Span): Formula =>
  (bracket === '[' ? list : tuple)(args, at)
