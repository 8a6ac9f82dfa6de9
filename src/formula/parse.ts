import { LimitError, ParseError } from './errors.ts'
import { type Token, tokenize } from './tokens.ts'
import type { BinaryOperator, Formula, Span, UnaryOperator } from './tree.ts'

export interface ParseOptions {
  /** Reads `2x`, `x y` and `2(x+1)` as products, with the precedence of `*`. A name before `(` stays a call. */
  readonly implicitMultiplication?: boolean
  /** Longest text accepted, in UTF-16 code units (2^20 if not given). */
  readonly maxLength?: number
}

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
const prefix: Readonly<Record<string, number>> = { '-': 7, '+': 7, not: 3, '√': 9 }
const comparison = 4

/** What waits on the stack for its right operand, or for its closing bracket. */
type Pending =
  | { kind: 'prefix'; op: string; power: number; start: number }
  | { kind: 'binary'; op: string; power: number; left: Formula }
  | { kind: 'group'; start: number }
  | { kind: 'bars'; start: number }
  | { kind: 'call'; name: string; primes: number; args: Formula[]; start: number }

/**
 * Parses a formula to its syntax tree: `+ - * / ^` (`**` is the same), comparisons, `and`, `or`, `not`, calls,
 * `n!`, `|x|`. `^` groups from the right and binds tighter than a sign in front: `-x^2` is `-(x^2)`.
 * Works with a stack of its own in time linear in the text, so 100,000 nested parentheses are fine.
 *
 * Throws: ParseError with the place; LimitError for a text longer than `maxLength`.
 *
 * @example
 * parseFormula('1/(1 + exp(-x))')
 */
export function parseFormula(text: string, options: ParseOptions = {}): Formula {
  checkLength(text, options)
  return parseTokens(text, tokenize(text), options)
}

/**
 * Parses the formula of a template tag; the value `${...}` number i becomes the hole with index i.
 *
 * @example
 * const math = (strings: TemplateStringsArray, ...values: number[]) => evaluate(parseTemplate(strings), values)
 * math`1 / (1 + exp(-${x}))`
 */
export function parseTemplate(strings: TemplateStringsArray, options: ParseOptions = {}): Formula {
  const holes = new Map<number, { index: number; length: number }>()
  let text = ''
  strings.raw.forEach((part, index) => {
    if (index > 0) {
      const mark = '${' + (index - 1) + '}'
      holes.set(text.length, { index: index - 1, length: mark.length })
      text += mark
    }
    text += part
  })
  checkLength(text, options)
  return parseTokens(text, tokenize(text, holes), options)
}

function checkLength(text: string, options: ParseOptions): void {
  const maximum = options.maxLength ?? 1 << 20
  if (text.length > maximum)
    throw new LimitError('parse', 'length of the text', maximum, text.length, 'Raise the option maxLength.')
}

function parseTokens(text: string, tokens: readonly Token[], options: ParseOptions): Formula {
  const stack: Pending[] = []
  let left: Formula | undefined // the operand just completed; undefined where one is expected
  let bracketed: Formula | undefined // the last operand that stood in parentheses
  let at = 0

  const span = (start: number, end: number): Span => ({ start, end })
  const apply = (top: Pending, right: Formula): Formula => {
    if (top.kind === 'binary')
      return {
        kind: 'binary',
        op: top.op as BinaryOperator,
        left: top.left,
        right,
        at: span(top.left.at.start, right.at.end),
      }
    if (top.kind !== 'prefix') throw new Error('parse: an open bracket was applied')
    if (top.op === '√')
      return { kind: 'call', name: 'sqrt', primes: 0, args: [right], at: span(top.start, right.at.end) }
    return { kind: 'unary', op: top.op as UnaryOperator, operand: right, at: span(top.start, right.at.end) }
  }
  /** Applies the waiting operators that bind tighter than `power` to the finished operand. */
  const reduce = (operand: Formula, power: number): Formula => {
    for (;;) {
      const top = stack[stack.length - 1]
      if (top === undefined || (top.kind !== 'binary' && top.kind !== 'prefix') || top.power < power)
        return operand
      stack.pop()
      operand = apply(top, operand)
    }
  }
  const previous = (): string => (at > 0 ? `after '${tokens[at - 1]!.text}'` : 'at the start')
  const unexpected = (token: Token, why: string): ParseError =>
    new ParseError(
      text,
      token.start,
      token.kind === 'end' ? 'unexpected end' : `unexpected '${token.text}'`,
      why,
    )

  for (;;) {
    const token = tokens[at]!
    if (left === undefined) {
      // An operand is expected.
      if (token.kind === 'number') {
        left = {
          kind: 'number',
          text: token.text,
          value: Number(token.text),
          at: span(token.start, token.end),
        }
      } else if (token.kind === 'hole') {
        left = { kind: 'hole', index: token.index, at: span(token.start, token.end) }
      } else if (token.kind === 'name') {
        let primes = 0
        while (tokens[at + 1 + primes]!.text === "'") primes++
        const open = tokens[at + 1 + primes]!
        if (open.kind === 'operator' && open.text === '(') {
          at += 1 + primes
          if (tokens[at + 1]!.text === ')' && tokens[at + 1]!.kind === 'operator') {
            at++
            left = {
              kind: 'call',
              name: token.text,
              primes,
              args: [],
              at: span(token.start, tokens[at]!.end),
            }
          } else stack.push({ kind: 'call', name: token.text, primes, args: [], start: token.start })
        } else if (primes > 0) {
          throw unexpected(
            open,
            `a derivative is written ${token.text}${"'".repeat(primes)}(x), with its argument`,
          )
        } else left = { kind: 'symbol', name: token.text, at: span(token.start, token.end) }
      } else if (token.text === '(') {
        stack.push({ kind: 'group', start: token.start })
      } else if (token.text === '|') {
        stack.push({ kind: 'bars', start: token.start })
      } else if (token.kind === 'operator' && prefix[token.text] !== undefined) {
        stack.push({ kind: 'prefix', op: token.text, power: prefix[token.text]!, start: token.start })
      } else if (token.kind === 'end' && at === 0) {
        throw unexpected(token, 'the text is empty')
      } else throw unexpected(token, `an operand is missing ${previous()}`)
      at++
      continue
    }
    // An operator, a closing bracket or the end is expected.
    const rule = token.kind === 'operator' ? binary[token.text] : undefined
    if (rule !== undefined) {
      left = reduce(left, rule.right ? rule.power + 1 : rule.power)
      if (rule.power === comparison && left.kind === 'binary' && binary[left.op]?.power === comparison) {
        if (left !== bracketed) throw unexpected(token, "comparisons do not chain; write 'a < b and b < c'")
      }
      stack.push({ kind: 'binary', op: token.text, power: rule.power, left })
      left = undefined
    } else if (token.text === '!') {
      left = { kind: 'unary', op: '!', operand: left, at: span(left.at.start, token.end) }
    } else if (token.text === ')' || token.text === ',') {
      left = reduce(left, 0)
      const open = stack[stack.length - 1]
      if (open?.kind === 'call') {
        open.args.push(left)
        left = undefined
        if (token.text === ')') {
          stack.pop()
          const { name, primes, args, start } = open
          left = { kind: 'call', name, primes, args, at: span(start, token.end) }
        }
      } else if (open?.kind === 'group' && token.text === ')') {
        stack.pop()
        bracketed = left
      } else throw unexpected(token, mismatch(open, token.text))
    } else if (token.text === '|') {
      const reduced = reduce(left, 0)
      const open = stack[stack.length - 1]
      if (open?.kind === 'bars') {
        stack.pop()
        left = { kind: 'call', name: 'abs', primes: 0, args: [reduced], at: span(open.start, token.end) }
      } else if (tokens[at + 1]!.text === '|' && tokens[at + 1]!.start === token.end) {
        stack.push({ kind: 'binary', op: 'or', power: binary['or']!.power, left: reduced })
        left = undefined
        at++
      } else throw unexpected(token, "no '|' is open here")
    } else if (token.kind === 'end') {
      left = reduce(left, 0)
      const open = stack[stack.length - 1]
      if (open === undefined) return left
      throw unexpected(token, mismatch(open, ''))
    } else if (options.implicitMultiplication && token.text !== "'" && token.text !== 'not') {
      const { power } = binary['*']!
      left = reduce(left, power)
      stack.push({ kind: 'binary', op: '*', power, left })
      left = undefined
      continue
    } else {
      const product = token.kind !== 'operator' || token.text === '('
      throw unexpected(
        token,
        product
          ? `an operator is missing ${previous()} (a product is written with '*'; implicitMultiplication is an option)`
          : `an operator is missing ${previous()}`,
      )
    }
    at++
  }
}

function mismatch(open: Pending | undefined, closing: string): string {
  if (open === undefined || open.kind === 'binary' || open.kind === 'prefix')
    return closing === ',' ? "a ',' separates the arguments of a call only" : "no '(' is open here"
  if (open.kind === 'bars') return `the '|' at column ${open.start + 1} is not closed`
  if (closing === ',') return "a ',' separates the arguments of a call only"
  return `the '(' ${open.kind === 'call' ? `of ${open.name} ` : ''}at column ${open.start + 1} is not closed`
}
