import type { Command } from 'commander'
import { integrate, latex, text } from '../../symbolic/index.ts'
import { type Common, labelled, symbolicCommand, written } from '../answer.ts'
import { UsageError } from '../arguments.ts'
import { readFunctions } from '../functions.ts'
import { entrywise, readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
  readonly from?: string
  readonly to?: string
}

/** `nabla integrate`: an antiderivative, or a definite integral. */
export function integrateCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'integrate', 'an antiderivative, or the integral between two limits')
    .argument('[variable]', 'over which variable; the only one if not given')
    .argument('[from]', 'the lower limit; -oo is possible')
    .argument('[to]', 'the upper limit; oo is possible')
    .option('--by <name>', 'the variable, in place of the argument')
    .option('--from <point>', 'the lower limit, in place of the argument')
    .option('--to <point>', 'the upper limit, in place of the argument')
    .action(
      (
        formula: string,
        variable: string | undefined,
        a: string | undefined,
        b: string | undefined,
        options: Options,
      ) => {
        const { from = a, to = b } = options
        if ((from === undefined) !== (to === undefined))
          throw new UsageError('nabla: integrate needs both limits or none: give --from and --to.')
        const e = readFunctions(formula, options, [options.by ?? variable])
        const x = variableOf(e, options.by ?? variable, 'by')
        const definite = from !== undefined && to !== undefined
        const limits = definite ? [readExpression(from, options), readExpression(to, options)] : []
        const found = entrywise(e, (entry) => integrate(entry, x, ...limits))
        const constant = definite ? '' : ' + C'
        const answer = {
          pretty: () => labelled('', found) + (definite ? '' : '\n\n(plus a constant)'),
          text: () => text(found),
          latex: () => latex(found) + constant,
          json: () => ({
            formula: text(e),
            variable: String(x),
            ...(definite ? { from, to, integral: text(found) } : { antiderivative: text(found) }),
          }),
        }
        write(written(answer, options))
      },
    )
}
