import type { Command } from 'commander'
import {
  type Derivation,
  type Expr,
  type ImplicitDerivation,
  implicitSteps,
  steps,
  text,
} from '../../symbolic/index.ts'
import { type Answer, type Common, columns, symbolicCommand, written } from '../answer.ts'
import { dependentOf, equationIn, requireFunction, withoutName } from '../functions.ts'
import { readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
  readonly html?: boolean
}

/** `nabla steps`: the derivation of a derivative, a rule a line; of an equation, of one variable by the other. */
export function stepsCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'steps', 'the derivative as a teacher would derive it, a rule a line')
    .argument('[variable]', 'by which variable; the only one if not given')
    .option('--by <name>', 'the same')
    .option('--html', 'as HTML')
    .action((formula: string, variable: string | undefined, options: Options) => {
      const given = options.by ?? variable
      const e = readExpression(withoutName(formula, [given]), options, [given])
      const found = equationIn(e) ? implicit(e, given) : explicit(e, given)
      write(options.html ? found.html() : written(found, options))
    })
}

/** y' of an equation in x and y. */
function implicit(equation: Expr, given: string | undefined): Answer & Page {
  const x = variableOf(equation, given, 'by')
  const y = dependentOf(equation, String(x))
  const derivation = implicitSteps(equation, y, x)
  return {
    ...forms(derivation),
    json: () => ({
      equation: text(equation),
      dependent: String(y),
      derivative: text(derivation.result),
      steps: derivation.steps.map(({ rule, explanation, left, right }) => ({
        rule,
        explanation,
        left: text(left),
        right: text(right),
      })),
    }),
  }
}

function explicit(e: Expr, given: string | undefined): Answer & Page {
  const derivation = steps(requireFunction(e), variableOf(e, given, 'by'))
  return {
    ...forms(derivation),
    json: () => ({
      formula: text(e),
      derivative: text(derivation.result),
      steps: derivation.steps.map(({ rule, explanation, line }) => ({
        rule,
        explanation,
        line: text(line),
      })),
    }),
  }
}

interface Page {
  html(): string
}

const forms = (derivation: Derivation | ImplicitDerivation): Omit<Answer, 'json'> & Page => ({
  pretty: () => derivation.text(columns()),
  text: () => derivation.text(),
  latex: () => derivation.latex(),
  html: () => derivation.html(),
})
