import { type Expr, sequence } from './expression.ts'
import { v128 } from './simd.ts'

/** A vector that is loaded from a fixed address, whole or one number of it: a constant, which nothing overwrites. */
export const isPooled = ({ code, operands }: Expr): boolean =>
  code[0] === 0xfd && (code[1] === 0 || code[1] === 9 || code[1] === 10) && operands[0]!.code[0] === 0x41

const isStore = ({ code }: Expr): boolean => code[0] === 0xfd && code[1] === 11

interface Branch extends Expr<'void'> {
  readonly mask: Expr<'v128'>
}

const isBranch = (statement: Expr<'void'>): statement is Branch => 'mask' in statement

/** A statement that is run where the mask has a lane. */
export const when = (mask: Expr<'v128'>, then: Expr<'void'>): Branch => {
  const condition = { type: 'void', code: [0x04, 0x40], operands: [v128.anyTrue(mask)] } as const
  return { type: 'void', code: [0x0b], operands: [condition, then], mask }
}

/**
 * Writes the first statement of each stream, then the second of each; what they load of constants is loaded once for all, and one
 * branch leads to those of all. The last of neighbouring places is stored to first: V8 then makes two stores one, which cannot fail halfway.
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
    if (statements.every(isBranch)) {
      const mask = statements.map((statement) => statement.mask).reduce((a, b) => v128.or(a, b))
      write(when(mask, sequence(...statements)))
    } else
      for (const statement of isStore(first![i]!) ? statements.reverse() : statements)
        write(shared(statement))
  })
}
