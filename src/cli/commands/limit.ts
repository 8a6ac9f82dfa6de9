import type { Command } from 'commander'
import { type Expr, limit, NotFoundError, text } from '../../symbolic/index.ts'
import { type Common, expressions, symbolicCommand, written } from '../answer.ts'
import { choice, UsageError } from '../arguments.ts'
import { readFunctions } from '../functions.ts'
import { entrywise, isMatrix, readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
  readonly at?: string
  readonly side: '+' | '-' | 'both'
}

/** What is undefined because it differs by the side, with the limits from both. */
function bySides(e: Expr, variable: Expr | string, point: Expr): string {
  const from = (side: '+' | '-'): string => {
    try {
      return text(limit(e, variable, point, side))
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      return 'not found'
    }
  }
  const [left, right] = [from('-'), from('+')]
  return left === right ? 'undefined' : `undefined: from the left ${left}, from the right ${right}`
}

/** `nabla limit`: the limit at a point or at infinity. */
export function limitCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'limit', 'the limit at a point, or at infinity')
    .argument('[variable]', 'which variable goes there; the only one if not given')
    .argument('[point]', 'where; oo and -oo are infinity')
    .option('--by <name>', 'the variable, in place of the argument')
    .option('--at <point>', 'the point, in place of the argument')
    .option('--side <side>', '+ from the right, - from the left, both', choice(['+', '-', 'both']), 'both')
    .action((formula: string, name: string | undefined, to: string | undefined, options: Options) => {
      const e = readFunctions(formula, options, [options.by ?? name])
      const at = options.at ?? to
      if (at === undefined)
        throw new UsageError("nabla: limit needs a point: nabla limit 'sin(x)/x' x 0, or --at 0.")
      const point = readExpression(at, options)
      const variable = variableOf(e, options.by ?? name, 'by')
      const found = entrywise(e, (entry) => limit(entry, variable, point, options.side))
      const json = () => ({
        formula: text(e),
        variable: String(variable),
        point: text(point),
        side: options.side,
        limit: text(found),
      })
      const answer = expressions([{ label: '', e: found }], json)
      const isTorn = !isMatrix(e) && text(found) === 'undefined' && options.side === 'both'
      write(written(isTorn ? { ...answer, pretty: () => bySides(e, variable, point) } : answer, options))
    })
}
