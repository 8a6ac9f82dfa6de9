import { type Command, Help, Option } from 'commander'
import { latex, type Printed, pretty, searchLimits, text } from '../symbolic/index.ts'
import { names, wholeNumber } from './arguments.ts'
import type { Reading } from './read.ts'

/** The options that every symbolic command has. */
export interface Common extends Reading {
  readonly text?: boolean
  readonly latex?: boolean
  readonly json?: boolean
}

/** An answer in the four forms in which a command can write it. */
export interface Answer {
  pretty(): string
  text(): string
  latex(): string
  json(): unknown
}

/** The least number of columns in which the words of a help text are broken into lines. */
export const narrowestHelp = 12

/** Columns that there are to write in: COLUMNS, where it is set, or those of the terminal. */
export const columns = (): number => Number(process.env['COLUMNS']) || process.stdout.columns || 80

/** Text whose lines end at blanks, where there are more columns than there is room for. */
export const inLines = (text: string, width = columns()): string =>
  Object.assign(new Help(), { minWidthToWrap: narrowestHelp }).boxWrap(text, width)

/** Columns of the help text where there are that many. */
const helpWidth = 80
export const widthOfHelp = (): number => Math.min(helpWidth, columns())
export const helpInLines = (text: string): string => inLines(text, widthOfHelp())

/** The groups of a help text with the command's own options before those that every command has. */
const ownFirst: Help['groupItems'] = (all, visible, groupOf) => {
  const groups = new Help().groupItems(all, visible, groupOf)
  const own = groups.get('Options:')
  return new Map([...(own ? [['Options:', own] as const] : []), ...groups])
}

/** A command on one formula, with the options for assumptions and for the form of the answer. */
export function symbolicCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .configureHelp({ groupItems: ownFirst, minWidthToWrap: narrowestHelp })
    .showHelpAfterError(`(nabla ${name} --help shows how it is used)`)
    .argument('<formula>', 'a formula; quote it for the shell')
    .optionsGroup('Assumptions:')
    .option('--positive <names>', 'symbols that are positive, separated by commas', names)
    .option('--negative <names>', 'symbols that are negative', names)
    .option('--nonnegative <names>', 'symbols that are not negative', names)
    .option('--nonpositive <names>', 'symbols that are not positive', names)
    .option('--nonzero <names>', 'symbols that are not 0', names)
    .option('--integer <names>', 'symbols that are whole numbers', names)
    .option('--even <names>', 'symbols that are even numbers', names)
    .option('--odd <names>', 'symbols that are odd numbers', names)
    .option('--complex <names>', 'symbols that need not be real', names)
    .option('--imaginary <names>', 'symbols that are imaginary', names)
    .optionsGroup('Answer:')
    .option('--seconds <n>', 'how long a search may take', wholeNumber(1, 3600), 5)
    .addOption(new Option('--text', 'on one line, as the library reads it').conflicts(['latex', 'json']))
    .addOption(new Option('--latex', 'as LaTeX').conflicts('json'))
    .option('--json', 'as JSON')
    .optionsGroup('Options:')
    .hook('preAction', (_, command) => {
      searchLimits.milliseconds = 1000 * Number(command.opts()['seconds'])
    })
}

/** Writes an answer in the form that was asked for. */
export function written(answer: Answer, { text, latex, json }: Common): string {
  if (json) return JSON.stringify(answer.json(), null, 2)
  return latex ? answer.latex() : text ? answer.text() : answer.pretty()
}

/** `label` and mathematics over several lines, no wider than the terminal. */
export const labelled = (label: string, expression: Printed): string =>
  pretty(expression, { label, columns: columns() })

/** Answers that are one expression each, with a label that only people see. */
export function expressions(
  list: readonly { readonly label: string; readonly tex?: string; readonly e: Printed }[],
  json: () => unknown,
): Answer {
  const tex = ({ tex, e }: (typeof list)[number]): string => (tex ? `${tex} = ${latex(e)}` : latex(e))
  return {
    pretty: () => list.map(({ label, e }) => labelled(label === '' ? '' : `${label} = `, e)).join('\n\n'),
    text: () => list.map(({ e }) => text(e)).join('\n'),
    latex: () => list.map(tex).join('\n'),
    json,
  }
}
