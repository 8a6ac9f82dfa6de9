import type {
  BinaryFormula,
  BinaryOperator,
  CallFormula,
  Formula,
  HoleFormula,
  NumberFormula,
  Span,
  SymbolFormula,
  UnaryFormula,
  UnaryOperator,
} from './tree.ts'

/*
 * Nodes of syntax trees by kind, and the tuples and lists that forms take.
 */
export const span = (start: number, end: number): Span => ({ start, end })

/** A node holds its two offsets itself: a text of a megabyte makes half a million nodes. */
class Node {
  readonly start: number
  readonly end: number

  constructor(at: Span) {
    this.start = at.start
    this.end = at.end
  }
  get at(): Span {
    return span(this.start, this.end)
  }
}

class NumberNode extends Node implements NumberFormula {
  readonly kind: 'number'
  readonly text: string

  constructor(text: string, at: Span) {
    super(at)
    this.kind = 'number'
    this.text = text
  }
  get value(): number {
    return Number(this.text)
  }
}

class SymbolNode extends Node implements SymbolFormula {
  readonly kind: 'symbol'
  readonly name: string
  readonly quoted: boolean

  constructor(name: string, quoted: boolean, at: Span) {
    super(at)
    this.kind = 'symbol'
    this.name = name
    this.quoted = quoted
  }
}

class UnaryNode extends Node implements UnaryFormula {
  readonly kind: 'unary'
  readonly op: UnaryOperator
  readonly operand: Formula

  constructor(op: UnaryOperator, operand: Formula, at: Span) {
    super(at)
    this.kind = 'unary'
    this.op = op
    this.operand = operand
  }
}

class BinaryNode extends Node implements BinaryFormula {
  readonly kind: 'binary'
  readonly op: BinaryOperator
  readonly left: Formula
  readonly right: Formula

  constructor(op: BinaryOperator, left: Formula, right: Formula, at: Span) {
    super(at)
    this.kind = 'binary'
    this.op = op
    this.left = left
    this.right = right
  }
}

class CallNode extends Node implements CallFormula {
  readonly kind: 'call'
  readonly name: string
  readonly primes: number
  readonly quoted: boolean
  readonly certain: boolean
  readonly args: readonly Formula[]

  constructor(
    name: string,
    args: readonly Formula[],
    primes: number,
    quoted: boolean,
    certain: boolean,
    at: Span,
  ) {
    super(at)
    this.kind = 'call'
    this.name = name
    this.args = args
    this.primes = primes
    this.quoted = quoted
    this.certain = certain
  }
}

class HoleNode extends Node implements HoleFormula {
  readonly kind: 'hole'
  readonly index: number

  constructor(index: number, at: Span) {
    super(at)
    this.kind = 'hole'
    this.index = index
  }
}

export const numberOf = (text: string, at: Span): Formula => new NumberNode(text, at)
/** A symbol; `quoted` where it is certainly no constant. */
export const symbolOf = (name: string, at: Span, quoted = false): SymbolFormula =>
  new SymbolNode(name, quoted, at)
export const callOf = (
  name: string,
  args: readonly Formula[],
  at: Span,
  primes = 0,
  quoted = false,
  certain = false,
): CallFormula => new CallNode(name, args, primes, quoted, certain, at)
export const unaryOf = (op: UnaryOperator, operand: Formula, at: Span): Formula =>
  new UnaryNode(op, operand, at)
export const binaryOf = (
  op: string,
  left: Formula,
  right: Formula,
  at = span(left.at.start, right.at.end),
): Formula =>
  op === 'mod' ? callOf('mod', [left, right], at) : new BinaryNode(op as BinaryOperator, left, right, at)
export const holeOf = (index: number, at: Span): Formula => new HoleNode(index, at)

export const tuple = (args: readonly Formula[], at: Span): Formula => callOf('', args, at)
export const list = (args: readonly Formula[], at: Span): Formula => callOf('[]', args, at)

/** 30° is 30 pi/180. */
export const inDegrees = (angle: Formula): Formula =>
  binaryOf('/', binaryOf('*', angle, symbolOf('pi', angle.at)), numberOf('180', angle.at))

/** Derivative(f, (x, n), (y, m)) */
export const derivativeOf = (
  operand: Formula,
  variables: readonly (readonly [variable: Formula, order: number | Formula])[],
  start: number,
  held = false,
): Formula => {
  const at = span(start, operand.at.end)
  const keyword = binaryOf('==', symbolOf('evaluate', at), symbolOf('False', at))
  return callOf(
    'Derivative',
    [
      operand,
      ...variables.map(([x, n]) => tuple([x, typeof n === 'number' ? numberOf(String(n), x.at) : n], x.at)),
      ...(held ? [keyword] : []),
    ],
    at,
  )
}

export const isMinusOne = (e: Formula): boolean =>
  e.kind === 'unary' && e.op === '-' && e.operand.kind === 'number' && e.operand.text === '1'
