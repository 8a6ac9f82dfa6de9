import { type Expr, latex, type SystemSolution, solveSystem, text } from '../../symbolic/index.ts'
import { type Answer, labelled } from '../answer.ts'

/** The solutions of equations in several unknowns, each a value for every unknown that is not free. */
export function systemAnswer(equations: readonly Expr[], unknowns: readonly string[]): Answer {
  const solutions = solveSystem(equations, unknowns)
  const lines = (solution: SystemSolution, write: (name: string, value: Expr) => string): string[] =>
    Object.entries(solution).map(([name, value]) => write(name, value))
  return {
    pretty: () =>
      solutions.length === 0
        ? 'no solution'
        : solutions
            .map((s) => together(lines(s, (name, value) => labelled(`${name} = `, value))))
            .join('\n\nor\n\n'),
    text: () => solutions.map((s) => lines(s, (name, e) => `${name} = ${text(e)}`).join(', ')).join('\n'),
    latex: () =>
      solutions.map((s) => lines(s, (name, e) => `${name} = ${latex(e)}`).join(',\\quad ')).join('\n'),
    json: () => ({
      equations: equations.map((e) => text(e)),
      variables: unknowns,
      solutions: solutions.map((s) =>
        Object.fromEntries(lines(s, (name) => name).map((n) => [n, text(s[n]!)])),
      ),
    }),
  }
}

/** Values on lines of their own, set apart where one takes several lines. */
const together = (blocks: readonly string[]): string =>
  blocks.join(blocks.some((block) => block.includes('\n')) ? '\n\n' : '\n')
