import { binaryOf, callOf, inDegrees, numberOf, span, unaryOf } from '../build.ts'
import type { TextbookOptions } from '../parse-textbook.ts'
import { shortestFold } from '../pending.ts'
import type { Formula } from '../tree.ts'
import { readBars, readBracket } from './brackets.ts'
import { readCommand, twoValues } from './commands.ts'
import { Cursor } from './cursor.ts'
import { differentialAt } from './differential.ts'
import { readHypergeometric } from './environments.ts'
import { isEvaluation, readPlaces, readSubstitution } from './evaluation.ts'
import { functions, infix, letters, operators, starters } from './names.ts'
import { namesFunction, readAiry, readName } from './names-reader.ts'
import { isDegrees, isSide } from './scripts.ts'
import type { LatexTokens } from './token-list.ts'

const grouping = 0.5
const comparison = 4
const sum = infix['+']![1]
const product = infix['*']![1]

/** The grammar of formulas in LaTeX: precedence climbing over tokens. */
export class Reader extends Cursor {
  /** Names that are symbols even before a bracket. */
  readonly symbols: { has(name: string): boolean } | undefined
  /** Whether a differential dx ends what is read. */
  integral = false
  /** Whether a plain '|' closes what is read. */
  bars = false
  /** Whether one letter is read, without what stands behind it. */
  alone = false
  /** The variable of a differential that stood in a numerator: \int \frac{dx}{x}. */
  differential: Formula | undefined

  private readonly fold: TextbookOptions['fold']
  private foldAt: number
  /** Whether what is read has its meaning whatever follows: no command or bracket is open that may bind its names. */
  private free = true

  constructor(
    text: string,
    tokens: LatexTokens,
    symbols?: { has(name: string): boolean },
    fold?: TextbookOptions['fold'],
  ) {
    super(text, tokens)
    this.symbols = symbols
    this.fold = fold
    this.foldAt = fold === undefined ? Infinity : shortestFold
  }

  /** Reads operators that bind at least as tightly as `least`; `joined`: the argument of \sin x. */
  expression(least = 0, joined = false): Formula {
    return this.nested(() => {
      let left = this.signed(joined)
      let last: Formula | undefined
      /** The last operator, and how many operands it joins. */
      let level = 0
      let terms = 1
      const joins = (power: number): void => {
        if (power === level && terms >= this.foldAt) {
          left = this.folded(left)
          terms = 1
        }
        terms = power === level ? terms + 1 : 2
        level = power
      }
      for (;;) {
        const rule = this.rule()
        if (rule !== undefined) {
          const [op, power] = rule
          if (power < least) return left
          joins(power)
          this.take()
          const right = this.expression(power + 0.5)
          // a < b < c is a < b and b < c
          if (power === comparison && last !== undefined)
            left = binaryOf('and', left, binaryOf(op, last, right))
          else left = binaryOf(op, left, right)
          last = power === comparison ? right : undefined
        } else if (least <= sum && isEvaluation(this)) {
          if (level === sum)
            throw this.unexpected(this.token, 'what is evaluated is not clear; write \\left[ f \\right]_a^b')
          const { start } = left.at
          this.take()
          left = readPlaces(this, left, start)
        } else if (least <= grouping && (this.isCommand('choose') || this.isCommand('over'))) {
          // the whole group stands above: {n \choose k}
          if (level === grouping) throw this.unexpected(this.token, 'put one of them in braces')
          level = grouping
          const choose = this.take().text === 'choose'
          const below = this.expression(grouping + 0.5)
          left = choose
            ? callOf('binomial', [left, below], span(left.at.start, below.at.end))
            : binaryOf('/', left, below)
        } else if ((least <= 6 || joined) && this.startsFactor(joined)) {
          joins(product)
          left = binaryOf('*', left, this.factor())
        } else return left
      }
    })
  }

  private folded(left: Formula): Formula {
    if (this.fold === undefined || !this.free) return left
    const { tree, size } = this.fold(left)
    this.foldAt = shortestFold + size
    return tree
  }

  private rule(): readonly [string, number] | undefined {
    const { kind, text } = this.token
    if (kind !== 'sign' && kind !== 'command') return undefined
    if (kind === 'command' && (text === 'pm' || text === 'mp')) throw twoValues(this, this.token)
    return Object.hasOwn(infix, text) ? infix[text] : undefined
  }

  private signed(joined: boolean): Formula {
    const start = this.token.start
    if (this.isCommand('lnot') || this.isCommand('neg')) {
      this.take()
      const operand = this.expression(3)
      return unaryOf('not', operand, span(start, operand.at.end))
    }
    let minus = false
    while (this.is('-') || this.is('+') || this.is('−')) if (this.take().text !== '+') minus = !minus
    let operand = this.factor()
    // a sign in front of a whole argument: \sin -2x
    if (joined) while (this.startsFactor(true)) operand = binaryOf('*', operand, this.factor())
    return minus ? unaryOf('-', operand, span(start, operand.at.end)) : operand
  }

  /** Whether a factor may follow without an operator. */
  startsFactor(joined: boolean): boolean {
    const { kind, text } = this.token
    if (this.integral && differentialAt(this, this.at) !== undefined) return false
    // \sin x \operatorname{sech} y, as \sin x \cos y
    if (kind === 'name') return !(joined && namesFunction(this, this.token))
    // 2 3 is a mistake, but x^23 is x^2 3
    if (kind === 'number') return this.peek(-1).kind !== 'number' || ['^', '_'].includes(this.peek(-2).text)
    if (kind === 'bar') return !this.bars && !joined && this.token.sized === undefined && !isEvaluation(this)
    if (kind === 'open') {
      if (joined)
        throw this.unexpected(this.token, 'where the argument ends is not clear; put it in parentheses')
      return true
    }
    if (kind === 'sign') return text === '{' || (text === '.' && this.token.sized === -1)
    if (kind !== 'command') return false
    if (joined && (Object.hasOwn(functions, text) || operators.has(text))) return false
    return Object.hasOwn(functions, text) || letters.has(text) || operators.has(text) || starters.has(text)
  }

  /** An operand with its exponents and factorials. */
  factor(): Formula {
    const { token } = this
    const braced = this.is('{')
    let left = this.atom()
    // x^2 is read with its name
    let raised = token.kind !== 'open' && left.kind === 'binary' && left.op === '^' && !braced
    for (;;) {
      if (this.is('^') && !isSide(this)) {
        if (isDegrees(this)) {
          this.at += this.is('{', 1) ? 4 : 2
          left = inDegrees(left)
          continue
        }
        if (raised)
          throw this.unexpected(this.token, 'an exponent has an exponent; put one of them in braces')
        this.take()
        const rising = braced && this.holdsBracket(this.at)
        const exponent = this.script()
        left = rising ? callOf('RisingFactorial', [left, exponent], left.at) : binaryOf('^', left, exponent)
        raised = !rising
        continue
      }
      const postfix = this.postfix(left, braced)
      if (postfix === undefined) return left
      left = postfix
      raised = false
    }
  }

  /** Degrees, a factorial, or a falling one; undefined where none stands. */
  private postfix(left: Formula, braced: boolean): Formula | undefined {
    const { token } = this
    if (this.is('°') || this.isCommand('degree')) {
      this.take()
      return inDegrees(left)
    }
    if (this.is('!')) {
      this.take()
      const at = span(left.at.start, token.end)
      if (!this.is('!') || this.token.start !== token.end) return unaryOf('!', left, at)
      this.take()
      return callOf('factorial2', [left], at)
    }
    if (!this.is('_') || !braced) return undefined
    this.take()
    return callOf('FallingFactorial', [left, this.script()], left.at)
  }

  /** What stands behind ^ or _: a group, or one character. */
  script(): Formula {
    const { token } = this
    const at = span(token.start, token.end)
    if (token.kind === 'number' && token.text.length > 1) {
      // x^23 is x^2 3
      this.tokens.set(this.at, { ...token, text: token.text.slice(1), start: token.start + 1 })
      return numberOf(token.text[0]!, at)
    }
    if (this.is('-') || this.is('+'))
      throw this.unexpected(token, 'an exponent of several characters needs braces')
    if (this.is('{')) return this.group()
    // e^x(y + 1) is a product: what stands behind the letter is no argument
    this.alone = token.kind === 'name' || (token.kind === 'command' && letters.has(token.text))
    const one = this.nested(() => this.atom())
    this.alone = false
    return one
  }

  /** {...} */
  group(): Formula {
    this.expect('{')
    const inside = this.inside()
    this.expect('}')
    return inside
  }

  /** What stands in brackets: there a differential or a bar means something of its own. */
  inside(withinBars = false): Formula {
    const { integral, bars } = this
    this.integral = false
    this.bars = withinBars
    const value = this.expression()
    this.integral = integral
    this.bars = bars
    return value
  }

  atom(): Formula {
    const { free } = this
    this.free = false
    const value = this.operand()
    this.free = free
    return value
  }

  private operand(): Formula {
    const { token } = this
    const at = span(token.start, token.end)
    switch (token.kind) {
      case 'number':
        this.take()
        return numberOf(token.text, at)
      case 'name':
        return readName(this, this.take())
      case 'open':
        return readBracket(this)
      case 'bar':
        return readBars(this)
      case 'sign':
        if (token.text === '{')
          return (
            readAiry(this) ?? (this.is('}', 1) && this.is('_', 2) ? readHypergeometric(this) : this.group())
          )
        if (token.text === '.') return readSubstitution(this)
        break
      case 'command':
        return readCommand(this, this.take())
      default:
    }
    throw this.unexpected(
      token,
      this.at === 0 ? 'an operand is missing' : `an operand is missing after '${this.peek(-1).text}'`,
    )
  }
}
