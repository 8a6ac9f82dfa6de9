import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { NablaError } from '../errors.ts'
import { NotFoundError } from '../symbolic/index.ts'
import { helpInLines, narrowestHelp, widthOfHelp } from './answer.ts'
import { fromInput, protectFormulas } from './arguments.ts'
import { aboutCommand } from './commands/about.ts'
import { diffCommand } from './commands/diff.ts'
import { integrateCommand } from './commands/integrate.ts'
import { latexCommand } from './commands/latex.ts'
import { limitCommand } from './commands/limit.ts'
import { seriesCommand } from './commands/series.ts'
import { simplifyCommand } from './commands/simplify.ts'
import { solveCommand } from './commands/solve.ts'
import { stepsCommand } from './commands/steps.ts'
import { ways } from './commands/ways.ts'
import { DomainError } from './commands/ways-solve.ts'

/** What a run of the command leaves behind. */
export interface Outcome {
  readonly output: string
  /** One line that says what is wrong, and of the command line how it is used. */
  readonly errors: string
  /** The place in the formula, over two lines. */
  readonly frame: string
  /** 0; 2 for input that cannot be read; 1 where no result was found or it is not finite. */
  readonly code: 0 | 1 | 2
}

const subcommands = [
  diffCommand,
  stepsCommand,
  aboutCommand,
  simplifyCommand,
  seriesCommand,
  limitCommand,
  integrateCommand,
  solveCommand,
  latexCommand,
]

const help = `
Examples:
  nabla '1/(1+exp(-x))' --at x=0.5
  nabla 'sin(x*y)^2' --at x=1,y=pi/4 --order 2
  nabla 'x^x' --at x=2 --table
  nabla diff 'x^2*sin(y)' --by x,y
  nabla steps 'x^2*sin(3*x)'
  nabla about 'x*exp(-x)'
  nabla limit '(1 + 1/n)^n' --at oo
  cat formula.txt | nabla diff - x

What a command takes: nabla diff --help
Formulas: + - * / ^, comparisons, where(c, a, b), |x|, n!, pi, e, and functions \
such as exp log sqrt sin cos tan asin acos atan sinh cosh tanh erf gamma \
logistic abs sign max min.
Exit code: 0, or 2 for input that cannot be read, or 1 where nothing was found \
or it is not finite.`

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** Runs the command on its arguments; `-` in the place of a formula is what `input` reads. */
export async function run(args: readonly string[], input: () => string = () => ''): Promise<Outcome> {
  let output = ''
  let errors = ''
  const write = (text: string): void => {
    output += `${text}\n`
  }
  const program = new Command('nabla')
    .description('Differentiates a formula in three ways: symbolic, numerical and automatic.')
    .addHelpText('after', () => helpInLines(help))
    .showHelpAfterError('(nabla --help shows how it is used)')
    .helpCommand(false)
    .version(version, '--version')
    // what a command takes is told by its own --help
    .configureHelp({ subcommandTerm: (command) => command.name(), minWidthToWrap: narrowestHelp })
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output += text
      },
      writeErr: (text) => {
        errors += text
      },
      getOutHelpWidth: widthOfHelp,
      getErrHelpWidth: widthOfHelp,
      outputError: (text, put) => put(text.replace(/^error: /, 'nabla: ')),
    })
  ways(program, write)
  for (const add of subcommands) add(program, write)
  try {
    const valued = takesValue(program)
    await program.parseAsync(protectFormulas(fromInput(asked(args, program), valued, input), valued), {
      from: 'user',
    })
    return { output, errors, frame: '', code: 0 }
  } catch (error) {
    if (error instanceof CommanderError) {
      const names = program.commands.map((command) => command.name())
      if (error.code === 'commander.excessArguments' && !names.includes(args[0]!))
        errors = `nabla: ${args[0]} is none of the commands ${names.join(', ')}; a formula stands alone: quote it.\n`
      return { output, errors, frame: '', code: error.exitCode === 0 ? 0 : 2 }
    }
    if (!(error instanceof NablaError)) throw error
    const found = error instanceof DomainError || error instanceof NotFoundError
    const [problem, ...place] = inOurName(error.message).split('\n')
    return {
      output: '',
      errors: `${problem}\n`,
      frame: place.map((line) => `${line}\n`).join(''),
      code: found ? 1 : 2,
    }
  }
}

/** `help` and `help diff`, for `--help` and `diff --help`. */
function asked(args: readonly string[], { commands }: Command): readonly string[] {
  const [first, ...rest] = args
  const known =
    rest.length === 0 || (rest.length === 1 && commands.some((command) => command.name() === rest[0]))
  return first === 'help' && known ? [...rest, '--help'] : args
}

const inOurName = (message: string): string => (message.startsWith('nabla: ') ? message : `nabla: ${message}`)

/** Does an option of any command take a value? */
function takesValue(program: Command): (option: string) => boolean {
  const options = [program, ...program.commands].flatMap((command) => command.options)
  const flags = new Set(options.filter((o) => o.required || o.optional).map((o) => o.long))
  return (option) => flags.has(option)
}
