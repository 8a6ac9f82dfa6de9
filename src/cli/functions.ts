import { Expr, freeSymbols } from '../symbolic/index.ts'
import { isKnownFunction } from '../symbolic/parse/names.ts'
import { UsageError } from './arguments.ts'
import { entriesOf, type Formulas, readExpression, readFormulas, symbolsOf } from './read.ts'

const name = '[\\p{L}_][\\p{L}\\p{N}_]*'
const leftSide = new RegExp(
  `^\\s*(${name})\\s*(\\(\\s*${name}(?:\\s*,\\s*${name})*\\s*\\))?\\s*:?=(?!=)`,
  'u',
)

/** What stands on the right of a definition, `y = x^2` or `f(x) = x^2`; else the whole text. A variable that is asked for is no name. */
export function withoutName(text: string, variables: readonly (string | undefined)[] = []): string {
  const match = leftSide.exec(text)
  if (match === null || variables.includes(match[1])) return text
  const [left, named, args] = match
  const right = text.slice(left.length)
  if (args !== undefined) return isKnownFunction(named!, args.split(',').length) ? text : right
  // x = 2 is an equation
  const free = symbolsOf(readFormulas(right))
  return free.length === 0 || free.some((symbol) => symbol.name === named) ? text : right
}

/** The equation, where a formula is one. */
export const equationIn = (e: Formulas): Expr | undefined =>
  e instanceof Expr && e.kind === 'relation' && e.name === '==' ? e : undefined

/** Throws: UsageError where a formula, or an entry of a matrix, is no function of numbers, as an equation is none. */
export function requireFunction<T extends Formulas>(e: T): T {
  for (const entry of entriesOf(e)) {
    const isTruth = entry.kind === 'constant' && (entry.name === 'true' || entry.name === 'false')
    if (isTruth || entry.kind === 'relation' || entry.kind === 'logic')
      throw new UsageError(
        `nabla: ${entry} is ${equationIn(entry) ? 'an equation' : 'a condition'}, and no function: nabla solve finds where it holds${
          equationIn(entry) && freeSymbols(entry).length === 2 ? ', nabla diff its slope' : ''
        }.`,
      )
  }
  return e
}

/** Reads a function: `f(x) = x^2` is x^2. Throws: ParseError, LimitError, UsageError for equations and conditions. */
export const readFunction: typeof readExpression = (text, reading, variables) =>
  requireFunction(readExpression(withoutName(text, variables), reading, variables))

/** Reads a function, or a matrix of such. Throws: as `readFunction`. */
export const readFunctions: typeof readFormulas = (text, reading, variables) =>
  requireFunction(readFormulas(withoutName(text, variables), reading, variables))

/** What is a function of `x` by an equation: its other variable. Throws: UsageError where there are none or several. */
export function dependentOf(equation: Expr, x: string): Expr {
  const free = freeSymbols(equation)
  const others = free.filter((symbol) => symbol.name !== x)
  if (free.length < 2) requireFunction(equation)
  if (others.length !== 1)
    throw new UsageError(
      `nabla: ${equation} is an equation in ${free.map((symbol) => symbol.name).join(', ')}: a derivative by ${x} is found where there are ${x} and one other variable.`,
    )
  return others[0]!
}
