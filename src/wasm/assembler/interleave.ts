import type { Expr } from './expression.ts'

/** A vector that is loaded from a fixed address, whole or one number of it: a constant, which nothing overwrites. */
export const isPooled = ({ code, operands }: Expr): boolean =>
  code[0] === 0xfd && (code[1] === 0 || code[1] === 9 || code[1] === 10) && operands[0]!.code[0] === 0x41

const isStore = ({ code }: Expr): boolean => code[0] === 0xfd && code[1] === 11

/**
 * Writes the first statement of each stream, then the second of each; what they load of constants is loaded once for all. The last
 * of neighbouring places is stored to first: V8 then makes two stores one, which cannot fail halfway.
 */
export function interleaved(
  streams: readonly (readonly Expr<'void'>[])[],
  keep: (value: Expr<'v128'>) => Expr<'v128'>,
  write: (statement: Expr<'void'>) => void,
): void {
  const [first, ...others] = streams
  if (!others.every((stream) => stream.length === first!.length)) {
    for (const stream of streams) stream.forEach(write)
    return
  }
  const kept = new Map<Expr, Expr<'v128'>>()
  const shared = <E extends Expr>(expression: E): E => {
    const { operands } = expression
    if (operands.length === 0) return expression
    if (isPooled(expression)) {
      const found = kept.get(expression) ?? keep(expression as Expr<'v128'>)
      kept.set(expression, found)
      return found as Expr as E
    }
    let others: Expr[] | undefined
    for (let k = 0; k < operands.length; k++) {
      const operand = shared(operands[k]!)
      if (operand !== operands[k]) {
        others ??= [...operands]
        others[k] = operand
      }
    }
    return others ? { ...expression, operands: others } : expression
  }
  first!.forEach((_, i) => {
    kept.clear()
    const statements = streams.map((stream) => stream[i]!)
    for (const statement of isStore(first![i]!) ? statements.reverse() : statements) write(shared(statement))
  })
}
