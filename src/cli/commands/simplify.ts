import type { Command } from 'commander'
import {
  apart,
  cancel,
  type Expr,
  expand,
  factorize,
  simplify,
  text,
  together,
} from '../../symbolic/index.ts'
import { type Common, expressions, symbolicCommand, written } from '../answer.ts'
import { choice } from '../arguments.ts'
import { entrywise, readFormulas, variableOf } from '../read.ts'

const forms = ['shortest', 'expand', 'factor', 'together', 'cancel', 'apart'] as const
type Form = (typeof forms)[number]

interface Options extends Common {
  readonly form: Form
  readonly by?: string
}

/** `nabla simplify`: a shorter form, or a named one. */
export function simplifyCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'simplify', 'a shorter form with the same value')
    .option('--form <name>', `one of ${forms.join(', ')}`, choice(forms), 'shortest')
    .option('--by <name>', 'the variable of partial fractions (--form apart)')
    .action((formula: string, options: Options) => {
      const e = readFormulas(formula, options, [options.by])
      const result = entrywise(e, (entry) => inForm(entry, options))
      const json = () => ({ formula: text(e), form: options.form, result: text(result) })
      write(written(expressions([{ label: '', e: result }], json), options))
    })
}

function inForm(e: Expr, { form, by }: Options): Expr {
  switch (form) {
    case 'shortest':
      return simplify(e)
    case 'expand':
      return expand(e)
    case 'factor':
      return factorize(e)
    case 'together':
      return together(e)
    case 'cancel':
      return cancel(e)
    case 'apart':
      return apart(e, variableOf(e, by, 'by'))
  }
}
