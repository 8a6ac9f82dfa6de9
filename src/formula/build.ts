import type { BinaryOperator, CallFormula, Formula, Span, UnaryOperator } from './tree.ts'

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
export const symbolOf = (name: string, at: Span, quoted = false): Formula => ({
  kind: 'symbol',
  name,
  at,
  ...(quoted ? { quoted: true as const } : {}),
})
export const callOf = (
  name: string,
  args: readonly Formula[],
  at: Span,
  primes = 0,
  quoted = false,
): CallFormula => ({
  kind: 'call',
  name,
  primes,
  args,
  at,
  ...(quoted ? { quoted: true as const } : {}),
})
export const unaryOf = (op: UnaryOperator, operand: Formula, start: number): Formula => ({
  kind: 'unary',
  op,
  operand,
  at: span(start, operand.at.end),
})
export const binaryOf = (op: string, left: Formula, right: Formula): Formula =>
  op === 'mod'
    ? callOf('mod', [left, right], span(left.at.start, right.at.end))
    : { kind: 'binary', op: op as BinaryOperator, left, right, at: span(left.at.start, right.at.end) }

export const tuple = (args: readonly Formula[], at: Span): Formula => callOf('', args, at)
export const list = (args: readonly Formula[], at: Span): Formula => callOf('[]', args, at)

/** Derivative(f, (x, n), (y, m)) */
export const derivativeOf = (
  operand: Formula,
  variables: readonly (readonly [Formula, number])[],
  start: number,
  held = false,
): Formula => {
  const at = span(start, operand.at.end)
  const keyword = binaryOf('==', symbolOf('evaluate', at), symbolOf('False', at))
  return callOf(
    'Derivative',
    [
      operand,
      ...variables.map(([x, n]) => tuple([x, numberOf(String(n), x.at)], x.at)),
      ...(held ? [keyword] : []),
    ],
    at,
  )
}

export const isMinusOne = (e: Formula): boolean =>
  e.kind === 'unary' && e.op === '-' && e.operand.kind === 'number' && e.operand.text === '1'
