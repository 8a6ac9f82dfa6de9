import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LimitError, ParseError } from './errors.ts'
import { parseFormula, parseTemplate } from './parse.ts'
import { parseTextbook } from './parse-textbook.ts'
import { formulaText } from './text.ts'
import { Lexer, type Token } from './tokens.ts'
import { type BinaryOperator, type Formula, foldFormula } from './tree.ts'

/** The tree as fully bracketed prefix text, to compare structures at a glance. */
const shape = (tree: Formula): string =>
  foldFormula<string>(tree, (node, operands) => {
    if (node.kind === 'number') return node.text
    if (node.kind === 'symbol') return node.name
    if (node.kind === 'hole') return `#${node.index}`
    const head = node.kind === 'call' ? node.name + "'".repeat(node.primes) : node.op
    return `(${[head, ...operands].join(' ')})`
  })
const parsed = (text: string): string => shape(parseFormula(text))

describe('parseFormula', () => {
  test.each([
    ['1+2*x', '(+ 1 (* 2 x))'],
    ['a-b-c', '(- (- a b) c)'],
    ['a/b*c', '(* (/ a b) c)'],
    ['-x^2', '(- (^ x 2))'],
    ['2^-x', '(^ 2 (- x))'],
    ['2^-x*y', '(* (^ 2 (- x)) y)'],
    ['2^-x^2', '(^ 2 (- (^ x 2)))'],
    ['a^b^c', '(^ a (^ b c))'],
    ['a**b', '(^ a b)'],
    ['-a*b', '(* (- a) b)'],
    ['a*-b', '(* a (- b))'],
    ['--x', '(- (- x))'],
    ['3!^2', '(^ (! 3) 2)'],
    ['-n!', '(- (! n))'],
    ['|x-|y||', '(abs (- x (abs y)))'],
    ['sin(x)^2', '(^ (sin x) 2)'],
    ["f''(x, y)", "(f'' x y)"],
    ['f()', '(f)'],
    ['a < b and not c >= d or e', '(or (and (< a b) (not (>= c d))) e)'],
    ['a || b && c', '(or a (and b c))'],
    ['1e-3 + .5 + 2.', '(+ (+ 1e-3 .5) 2.)'],
    ['α_1·x² ≤ x⁻¹', '(<= (* α_1 (^ x 2)) (^ x (- 1)))'],
    ['√x*y', '(* (sqrt x) y)'],
    ['x!=y', '(!= x y)'],
    ['where(x1>0, 1, 2)', '(where (> x1 0) 1 2)'],
  ])('%s', (text, expected) => expect(parsed(text)).toBe(expected))

  test('reads implicit products where asked', () => {
    const read = (text: string) => shape(parseTextbook(text, { implicitMultiplication: true }))
    expect(read('2x(y+1)^2')).toBe('(* 2 (^ (x (+ y 1)) 2))')
    expect(read('2 x y')).toBe('(* (* 2 x) y)')
    expect(read('-2x^2')).toBe('(* (- 2) (^ x 2))')
    expect(read('(a)(b)/2(c)')).toBe('(* (/ (* a b) 2) c)')
  })

  test('knows the place of every node', () => {
    const tree = parseFormula(' sin(x) + 12')
    expect(tree.at).toEqual({ start: 1, end: 12 })
  })

  test.each([
    ['sin(x + )', `parse: unexpected ')' at column 9 of "sin(x + )": an operand is missing after '+'.`],
    ['', 'parse: unexpected end at column 1 of "": the text is empty.'],
    ['(x', `parse: unexpected end at column 3 of "(x": the '(' at column 1 is not closed.`],
    ['x)', `parse: unexpected ')' at column 2 of "x)": no '(' is open here.`],
    ['f(x, ', `parse: unexpected end at column 6 of "f(x, ": an operand is missing after ','.`],
    ['a\n+*b', `parse: unexpected '*' at line 2, column 2 of "+*b": an operand is missing after '+'.`],
    ['x = 1', `parse: unexpected '=' at column 3 of "x = 1": an equation is written with '=='.`],
    [
      'a<b<c',
      `parse: unexpected '<' at column 4 of "a<b<c": comparisons do not chain; write 'a < b and b < c'.`,
    ],
  ])('%j is refused with its place', (text, message) => {
    try {
      parseFormula(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError)
      expect((error as ParseError).message.split('\n')[0]).toBe(message)
      expect((error as ParseError).frame.split('\n')[1]).toMatch(/^ +\^$/)
    }
  })

  test('holes keep their index', () => {
    const read = (strings: TemplateStringsArray, ..._values: unknown[]) => parseTemplate(strings)
    expect(shape(read`1 / (1 + exp(-${0})) * ${1}`)).toBe('(* (/ 1 (+ 1 (exp (- #0)))) #1)')
    expect(() => read`${0} ${1}`).toThrow(/unexpected '\$\{1\}' at column 6/)
  })
})

describe('limits', () => {
  const million = 1_000_000
  test.each([
    ['100,000 parentheses', '('.repeat(100_000) + 'x' + ')'.repeat(100_000)],
    ['half a million terms', '1+'.repeat(million / 2 - 1) + '1'],
    ['powers', 'x^'.repeat(million / 2 - 1) + 'x'],
    ['signs', '-'.repeat(million - 1) + 'x'],
    ['nested calls', 'f('.repeat(300_000) + 'x' + ')'.repeat(300_000)],
    ['nested bars', '|'.repeat(100_000) + 'x' + '|'.repeat(100_000)],
  ])('%s', (_, text) => {
    const tree = parseFormula(text)
    expect(formulaText(tree).length).toBeGreaterThan(0)
  })
  test.each(['('.repeat(million), ')'.repeat(million), '1 '.repeat(million / 2), '\u{1F600}'.repeat(1000)])(
    'refused',
    (text) => expect(() => parseFormula(text)).toThrow(ParseError),
  )
  test('a longer text names the limit', () => {
    expect(() => parseFormula('x'.repeat(2_000_000))).toThrow(LimitError)
  })
})

const operators: BinaryOperator[] = ['+', '-', '*', '/', '^', '<', '==', 'and', 'or']
const formula = fc.letrec<{ tree: Formula }>((tie) => {
  const at = { start: 0, end: 0 }
  return {
    tree: fc.oneof(
      { maxDepth: 6 },
      fc
        .constantFrom('1', '2.5', '1e-3')
        .map((text): Formula => ({ kind: 'number', text, value: Number(text), at })),
      fc.constantFrom('x', 'y_1', 'α').map((name): Formula => ({ kind: 'symbol', name, at })),
      fc
        .tuple(fc.constantFrom(...operators), tie('tree'), tie('tree'))
        .map(([op, left, right]): Formula => ({ kind: 'binary', op, left, right, at })),
      fc
        .tuple(fc.constantFrom('-', '+', '!', 'not'), tie('tree'))
        .map(([op, operand]): Formula => ({ kind: 'unary', op, operand, at })),
      fc
        .tuple(fc.constantFrom('f', 'sin'), fc.array(tie('tree'), { maxLength: 3 }))
        .map(([name, args]): Formula => ({ kind: 'call', name, primes: 0, args, at })),
    ),
  }
})

test('parse(formulaText(tree)) is the tree', () => {
  fc.assert(
    fc.property(formula.tree, (tree) => {
      expect(shape(parseFormula(formulaText(tree)))).toBe(shape(tree))
    }),
    { numRuns: 2000 },
  )
})

test('any text parses or throws a ParseError', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '+',
    '-',
    '*',
    '^',
    'x',
    '2',
    ',',
    '|',
    '!',
    'f(',
    "'",
    '<',
    'and',
    ' ',
    '.',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((parts) => parts.join('')),
        fc.string(),
      ),
      (text) => {
        try {
          parseFormula(text)
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError)
        }
      },
    ),
    { numRuns: 3000 },
  )
})

test('names of ASCII are read alike in texts with and without other letters', () => {
  const letters = fc.constantFrom(...'azAZ_019(+ .²é')
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 12 }), (text) => {
      const read = (suffix: string): unknown => {
        const tokens: Token[] = []
        const lexer = new Lexer(text + suffix)
        while (tokens.at(-1)?.kind !== 'end') lexer.next(tokens)
        return tokens.slice(0, -1)
      }
      const outcome = (suffix: string): unknown => {
        try {
          return read(suffix)
        } catch (error) {
          return (error as ParseError).offset
        }
      }
      expect(outcome('\u200b')).toEqual(outcome(''))
    }),
  )
})
