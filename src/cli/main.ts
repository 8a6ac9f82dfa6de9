#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { NablaError } from '../errors.ts'
import { evaluate, parse } from '../symbolic/index.ts'
import { answerJson, answerText, formulasText } from './show.ts'
import { DomainError, type Method, methods, readProblem, solve, symbolicDerivatives, trace } from './ways.ts'

interface Options {
  readonly at?: readonly string[]
  readonly order: 1 | 2
  readonly method?: Method
  readonly table?: boolean
  readonly latex?: boolean
  readonly json?: boolean
}

/** Input that the user can mend: exit code 2. */
class UsageError extends NablaError {
  override name = 'UsageError'
}

/** `x=0.5,y=pi/4` as a point. */
function readPoint(text: string): Record<string, number> {
  const point: Record<string, number> = {}
  for (const part of text.split(/[,;]\s*|\s+(?=[^\s=]+\s*=)/).filter((piece) => piece.trim() !== '')) {
    const match = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=\s*(.+?)\s*$/u.exec(part)
    if (!match)
      throw new UsageError(
        `nabla: '${part.trim()}' in --at ${text} is not of the form name=value, as in --at x=0.5,y=2.`,
      )
    const [, name, value] = match as unknown as [string, string, string]
    if (name in point)
      throw new UsageError(`nabla: ${name} is given twice in --at ${text}: give each variable once.`)
    const number = Number(value)
    point[name] = Number.isNaN(number) ? constantValue(name, value) : number
    if (!Number.isFinite(point[name]))
      throw new UsageError(`nabla: ${name} = ${value} in --at is not a finite number.`)
  }
  return point
}

function constantValue(name: string, text: string): number {
  try {
    return evaluate(parse(text))
  } catch (error) {
    if (!(error instanceof NablaError)) throw error
    throw new UsageError(
      `nabla: ${name} = ${text} in --at is not a number or a constant formula such as pi/4.`,
    )
  }
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
    const missing = problem.variables.filter((name) => !(name in point))
    if (missing.length > 0)
      throw new UsageError(
        `nabla: no value for ${missing.map((name) => `'${name}'`).join(', ')} in --at ${options.at?.[i] ?? ''}: the formula has the variables ${problem.variables.join(', ')}.`,
      )
  }
  const names = Object.keys(points[0]!)
  const lists = wanted.includes('symbolic') || options.latex ? listsFor(names) : []
  if (options.latex) return formulasText(problem, names, lists, true)
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
    return { answer, table: options.table ? trace(problem, ordered).text() : undefined }
  })
  if (options.json) {
    const list = sections.map(({ answer, table }) => ({
      ...answerJson(problem, answer),
      ...(table === undefined ? {} : { table: trace(problem, answer.point).rows }),
    }))
    return JSON.stringify(list.length === 1 ? list[0] : list, null, 2)
  }
  return sections
    .map(({ answer, table }) =>
      [answerText(problem, answer), table].filter((part) => part !== undefined).join('\n\n'),
    )
    .join('\n\n' + '─'.repeat(60) + '\n\n')
}

const choice =
  <T extends string>(allowed: readonly T[]) =>
  (value: string): T => {
    const found = allowed.find((name) => name === value)
    if (!found) throw new InvalidArgumentError(`It must be one of ${allowed.join(', ')}.`)
    return found
  }

const program = new Command('nabla')
  .description('Differentiates a formula in three ways: symbolic, numerical and automatic.')
  .argument('<formula>', "a formula, as '1/(1+exp(-x))'; quote it for the shell")
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
  .option('--table', 'every intermediate: formula, value, local partial derivatives, adjoint')
  .option('--latex', 'the derivatives as LaTeX')
  .option('--json', 'one object, or an array of them for several points')
  .addHelpText(
    'after',
    `
Examples:
  nabla '1/(1+exp(-x))' --at x=0.5
  nabla 'sin(x*y)^2' --at x=1,y=pi/4 --order 2
  nabla 'x^x' --at x=2 --table
  nabla 'log(x)/x' --latex
  nabla 'x*y' --at x=1,y=2 --at x=3,y=4 --json

Formulas: + - * / ^, comparisons, where(c, a, b), |x|, n!, pi, e, and functions such as
exp log sqrt sin cos tan asin acos atan sinh cosh tanh erf gamma logistic abs sign max min.
Exit code: 0, or 2 for input that cannot be read, or 1 for a result that is not finite.`,
  )
  .showHelpAfterError('(nabla --help shows how it is used)')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'nabla: ')) })

/** A formula may begin with a minus sign, which would look like an option. */
function protectFormula(args: readonly string[]): string[] {
  const known = new Set(['--at', '--order', '--method', '--table', '--latex', '--json', '--help', '-h', '--'])
  const takesValue = new Set(['--at', '--order', '--method'])
  const before: string[] = []
  const formulas: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const isOption = known.has(arg) || (arg.startsWith('--') && known.has(arg.split('=')[0]!))
    if (arg.startsWith('-') && !isOption && !/^--/.test(arg)) formulas.push(arg)
    else {
      before.push(arg)
      if (takesValue.has(arg) && i + 1 < args.length) before.push(args[++i]!)
    }
  }
  return formulas.length > 0 ? [...before, '--', ...formulas] : before
}

try {
  let output = ''
  program.action((formula: string, options: Options) => {
    output = run(formula, options)
  })
  program.parse(protectFormula(process.argv.slice(2)), { from: 'user' })
  process.stdout.write(output === '' ? '' : `${output}\n`)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else if (error instanceof NablaError) {
    process.stderr.write(`${error.message.split('\n')[0]}\n`)
    process.exitCode = error instanceof DomainError ? 1 : 2
  } else throw error
}
