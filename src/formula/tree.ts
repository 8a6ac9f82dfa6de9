/** Where a piece of a formula stands in its text: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type UnaryOperator = '-' | '+' | '!' | 'not'

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '^'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'and'
  | 'or'

/** A literal number; `text` is what was written (`0.1`, `1e-3`), `value` its nearest float64. */
export interface NumberFormula {
  readonly kind: 'number'
  readonly text: string
  readonly value: number
  readonly at: Span
}

/** A name that is not called. Constants (`pi`, `E`) are symbols too: the consumer gives them their meaning. */
export interface SymbolFormula {
  readonly kind: 'symbol'
  readonly name: string
  /** Whether the name was written in backticks, and so is no constant. */
  readonly quoted?: boolean
  readonly at: Span
}

/** `-x`, `+x`, `not x`, and the postfix factorial `x!`. */
export interface UnaryFormula {
  readonly kind: 'unary'
  readonly op: UnaryOperator
  readonly operand: Formula
  readonly at: Span
}

export interface BinaryFormula {
  readonly kind: 'binary'
  readonly op: BinaryOperator
  readonly left: Formula
  readonly right: Formula
  readonly at: Span
}

/**
 * `name(args...)`; `primes` counts the marks of `f''(x)` and is 0 in a plain call. `|x|` is a call of `abs`. In a
 * textbook's notation a tuple `(a, b)` is a call of the name '', a list `[a, b]` one of the name '[]'.
 */
export interface CallFormula {
  readonly kind: 'call'
  readonly name: string
  readonly primes: number
  readonly quoted?: boolean
  /** Whether the notation leaves no doubt that this is a call and no product, as the braces of SymPy show. */
  readonly certain?: boolean
  readonly args: readonly Formula[]
  readonly at: Span
}

/** The place of the value `${...}` number `index` of a template tag. */
export interface HoleFormula {
  readonly kind: 'hole'
  readonly index: number
  readonly at: Span
}

/** The syntax tree of a formula: what was written, with no meaning given to any name. */
export type Formula = NumberFormula | SymbolFormula | UnaryFormula | BinaryFormula | CallFormula | HoleFormula

const none: readonly Formula[] = []

/** The operands of a node, from left to right. */
export function operandsOf(tree: Formula): readonly Formula[] {
  switch (tree.kind) {
    case 'unary':
      return [tree.operand]
    case 'binary':
      return [tree.left, tree.right]
    case 'call':
      return tree.args
    default:
      return none
  }
}

/**
 * Computes a value of a formula from the values of its operands, operands first, without recursion: a tree of any
 * depth is fine.
 *
 * @example
 * const depth = foldFormula<number>(parseFormula('1 + 2*x'), (_, operands) => 1 + Math.max(0, ...operands)) // 3
 */
export function foldFormula<T>(tree: Formula, visit: (node: Formula, operands: T[]) => T): T {
  interface Frame {
    readonly node: Formula
    readonly operands: readonly Formula[]
    readonly values: T[]
  }
  const stack: Frame[] = [{ node: tree, operands: operandsOf(tree), values: [] }]
  for (;;) {
    const frame = stack[stack.length - 1]!
    const next = frame.operands[frame.values.length]
    if (next !== undefined) {
      stack.push({ node: next, operands: operandsOf(next), values: [] })
      continue
    }
    const value = visit(frame.node, frame.values)
    stack.pop()
    const parent = stack[stack.length - 1]
    if (parent === undefined) return value
    parent.values.push(value)
  }
}
