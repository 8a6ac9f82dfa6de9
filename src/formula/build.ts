import type { BinaryOperator, CallFormula, Formula, Span, SymbolFormula, UnaryOperator } from './tree.ts'

/*
 * Nodes of syntax trees by kind, and the tuples and lists that forms take.
 */
export const span = (start: number, end: number): Span => ({ start, end })

export const numberOf = (text: string, at: Span): Formula => ({
  kind: 'number',
  text,
  value: Number(text),
  at,
})
/** A symbol; `quoted` where it is certainly no constant. */
export const symbolOf = (name: string, at: Span, quoted = false): SymbolFormula => ({
  kind: 'symbol',
  name,
  quoted,
  at,
})
export const callOf = (
  name: string,
  args: readonly Formula[],
  at: Span,
  primes = 0,
  quoted = false,
  certain = false,
): CallFormula => ({ kind: 'call', name, args, at, primes, quoted, certain })
export const unaryOf = (op: UnaryOperator, operand: Formula, at: Span): Formula => ({
  kind: 'unary',
  op,
  operand,
  at,
})
export const binaryOf = (
  op: string,
  left: Formula,
  right: Formula,
  at = span(left.at.start, right.at.end),
): Formula =>
  op === 'mod'
    ? callOf('mod', [left, right], at)
    : { kind: 'binary', op: op as BinaryOperator, left, right, at }
export const holeOf = (index: number, at: Span): Formula => ({ kind: 'hole', index, at })

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
