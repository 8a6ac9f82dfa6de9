import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type About, about, type Charting } from '../../symbolic/index.ts'
import { type Common, columns, symbolicCommand, written } from '../answer.ts'
import { UsageError } from '../arguments.ts'
import { readFunction } from '../functions.ts'
import { variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
  readonly svg?: string
  readonly html?: string
}

/** `nabla about`: what is known of a function. */
export function aboutCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'about', 'what is known of a function of one variable, and its graph')
    .argument('[variable]', 'the variable; the only one if not given')
    .option('--by <name>', 'the same')
    .option('--svg <file>', 'writes the graphs of f and its derivative to a file (needs the package echarts)')
    .option('--html <file>', 'writes the page to a file, with the graphs if the package echarts is there')
    .action(async (formula: string, variable: string | undefined, options: Options) => {
      const e = readFunction(formula, options, [options.by ?? variable])
      const page = about(e, variableOf(e, options.by ?? variable, 'by'))
      if (options.svg !== undefined) save(options.svg, await drawing(page))
      if (options.html !== undefined) save(options.html, document(page, await library()))
      const answer = {
        pretty: () => page.pretty(columns()),
        text: () => String(page),
        latex: () => page.latex(),
        json: () => page.data(),
      }
      write(written(answer, options))
    })
}

const library = async (): Promise<Charting | undefined> =>
  (await import('echarts').catch(() => undefined)) as Charting | undefined

const document = (page: About, echarts: Charting | undefined): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Derivative and properties of a function</title>
<body style="margin:2em auto;padding:0 1em;max-width:60em">
${page.html(echarts)}
</body>
</html>
`

async function drawing(page: About): Promise<string> {
  const echarts = await library()
  if (echarts === undefined)
    throw new UsageError('nabla: --svg draws with the package echarts: npm install echarts.')
  const svg = page.svg(echarts)
  if (svg === undefined)
    throw new UsageError(
      `nabla: ${page.expression} has no graph to draw: it has parameters beside ${page.variable}, or no real values.`,
    )
  return svg
}

/** Writes a whole file or nothing. */
function save(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    writeFileSync(unfinished, content)
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw new UsageError(`nabla: ${file} cannot be written: ${(error as Error).message}`)
  }
}
