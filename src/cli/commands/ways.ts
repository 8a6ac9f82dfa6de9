import { type Command, Option } from 'commander'
import { columns } from '../answer.ts'
import { choice, UsageError } from '../arguments.ts'
import { readPoint } from '../read.ts'
import { answerJson, answerText, formulasText, valuesLatex } from './ways-show.ts'
import { type Method, methods, readProblem, solve, symbolicDerivatives, trace } from './ways-solve.ts'

interface Options {
  readonly at?: readonly string[]
  readonly order: 1 | 2
  readonly method?: Method
  readonly table?: boolean
  readonly latex?: boolean
  readonly json?: boolean
}

/** `nabla FORMULA`: the derivatives of a formula in three ways. */
export function ways(program: Command, write: (output: string) => void): void {
  program
    .argument('<formula>', "a formula, as '1/(1+exp(-x))'; quote it for the shell; - reads it from the input")
    .option(
      '--at <point>',
      'where: name=value, several separated by commas; repeat for several points',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option(
      '--order <n>',
      '1: gradient, 2: the Hessian too',
      (value: string) => Number(choice(['1', '2'])(value)),
      1,
    )
    .option('--method <name>', `only one of ${methods.join(', ')}`, choice(methods))
    .addOption(
      new Option(
        '--table',
        'every intermediate: formula, value, local partial derivatives, adjoint',
      ).conflicts('latex'),
    )
    .option('--latex', 'as LaTeX')
    .option('--json', 'one object, or an array of them for several points')
    .action((formula: string, options: Options) => {
      write(run(formula, options))
    })
}

function run(formula: string, options: Options): string {
  const problem = readProblem(formula)
  const points = (options.at ?? []).map(readPoint)
  const wanted = options.method ? [options.method] : methods
  const { order } = options
  const listsFor = (names: readonly string[]) =>
    ([1, 2] as const).slice(0, order).map((n) => symbolicDerivatives(problem, names, n))
  if (points.length === 0) {
    if (options.json || options.table || options.method === 'numerical' || options.method === 'automatic') {
      if (problem.variables.length > 0)
        throw new UsageError(
          `nabla: a point is missing: give a value for ${problem.variables.join(', ')}, as in --at ${problem.variables.map((name) => `${name}=1`).join(',')}.`,
        )
      points.push({})
    } else if (problem.variables.length > 0)
      return formulasText(problem, problem.variables, listsFor(problem.variables), options.latex === true)
    else points.push({})
  }
  for (const [i, point] of points.entries()) {
    const missing = problem.variables.filter((name) => !Object.hasOwn(point, name))
    if (missing.length > 0)
      throw new UsageError(
        `nabla: no value for ${missing.map((name) => `'${name}'`).join(', ')} in --at ${options.at?.[i] ?? ''}: the formula has the variables ${problem.variables.join(', ')}.`,
      )
  }
  const names = Object.keys(points[0]!)
  const lists = wanted.includes('symbolic') ? listsFor(names) : []
  const sections = points.map((point) => {
    // Every point in the order of the first one's variables.
    const ordered = Object.fromEntries(
      [...names, ...Object.keys(point).filter((name) => !names.includes(name))].map((name) => [
        name,
        point[name]!,
      ]),
    )
    const same = Object.keys(ordered).length === names.length
    const answer = solve(problem, ordered, wanted, order, same ? lists : listsFor(Object.keys(ordered)))
    return { answer, table: options.table ? trace(problem, ordered).text(columns()) : undefined }
  })
  if (options.json) {
    const list = sections.map(({ answer, table }) => ({
      ...answerJson(problem, answer, options.latex === true),
      ...(table === undefined ? {} : { table: trace(problem, answer.point).rows }),
    }))
    return JSON.stringify(list.length === 1 ? list[0] : list, null, 2)
  }
  if (options.latex)
    return [
      formulasText(problem, names, lists, true),
      ...sections.map(({ answer }) => valuesLatex(answer)),
    ].join('\n')
  return sections
    .map(({ answer, table }) =>
      [answerText(problem, answer), table].filter((part) => part !== undefined).join('\n\n'),
    )
    .join(`\n\n${'─'.repeat(Math.min(60, columns()))}\n\n`)
}
