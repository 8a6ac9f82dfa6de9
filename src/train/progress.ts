import { requireFunction, requireInteger, requireWithin, shown } from '../errors.ts'
import { TrainingError } from './errors.ts'
import { type OutputStream, progressStream } from './host.ts'

/** Where a run stands. */
export interface Progress {
  readonly epoch: number
  readonly epochs: number
  /** Batches done in this epoch, and all of them (undefined where that is not known). */
  readonly step: number
  readonly steps: number | undefined
  /** Examples done in this epoch. */
  readonly examples: number
  /** Seconds since the epoch began. */
  readonly seconds: number
  /** Means over the epoch so far: the loss and metrics; at its end those of the validation too. */
  readonly values: Readonly<Record<string, number>>
}

/** Is told how a run goes. */
export interface Reporter {
  step?(progress: Progress): void
  epoch?(progress: Progress): void
  end?(): void
}

const number = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4)
    ? value.toExponential(2)
    : value.toFixed(4)

const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar of `width` columns, filled to an eighth of a column. */
export function bar(share: number, width: number): string {
  requireInteger('bar', 'the width', width, 0)
  requireWithin('bar', 'the width', width, 2 ** 16)
  if (typeof share !== 'number')
    throw new TrainingError(`bar: the share is ${shown(share)}: it must be a number from 0 to 1.`)
  return filledBar(share, width)
}

function filledBar(share: number, width: number): string {
  const filled = Math.min(1, Math.max(0, share)) * width
  const whole = Math.floor(filled)
  return ('█'.repeat(whole) + (eighths[Math.floor((filled - whole) * 8)] ?? '')).padEnd(width, '░')
}

/** Refuses what does not tell where a run stands. Throws: TrainingError. */
function checkProgress(operation: string, progress: Progress): Progress {
  const told = typeof progress === 'object' && progress !== null && typeof progress.values === 'object'
  if (told && typeof progress.epoch === 'number') return progress
  throw new TrainingError(
    `${operation}: the progress is ${shown(progress)}: it must hold epoch, epochs, step, steps, examples, seconds and values.`,
  )
}

const valuesText = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${number(value)}`)
    .join('  ')

/** One line that tells where a run stands: epoch, bar, loss and metrics, rate, time left. */
export const progressLine = (progress: Progress, columns?: number): string =>
  standing(checkProgress('progressLine', progress), columns)

function standing(
  { epoch, epochs, step, steps, examples, seconds, values }: Progress,
  columns = 100,
): string {
  const head = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`
  const rate = seconds > 0 ? `${Math.round(examples / seconds).toLocaleString('en')}/s` : ''
  const left = steps && step > 0 ? `${clock((seconds / step) * (steps - step))} left` : ''
  const tail = [valuesText(values), rate, left].filter((text) => text !== '').join('  ')
  const width = Math.min(30, columns - head.length - tail.length - 5)
  return `${head} ${steps && width >= 5 ? `${filledBar(step / steps, width)} ` : ''}${tail}`.slice(
    0,
    columns - 1,
  )
}

/** One line for a whole epoch; on a terminal with fewer columns the validation stands on a line of its own. */
export const epochLine = (progress: Progress, columns?: number): string =>
  summary(checkProgress('epochLine', progress), columns)

function summary(
  { epoch, epochs, examples, seconds, values }: Progress,
  columns = Number.POSITIVE_INFINITY,
): string {
  const head = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`
  const part = (checked: boolean): string =>
    valuesText(
      Object.fromEntries(
        Object.entries(values).filter(([name]) => name.startsWith('validation ') === checked),
      ),
    )
  const pace = `${Math.round(examples / Math.max(seconds, 1e-3)).toLocaleString('en')}/s  ${clock(seconds)}`
  const line = `${head}  ${valuesText(values)}  ${pace}`
  return line.length < columns || part(true) === ''
    ? line
    : `${head}  ${part(false)}  ${pace}\n${' '.repeat(head.length)}  ${part(true)}`
}

/** Milliseconds between two drawings of the line. */
const often = 100

/** Shows a line that changes where there is a terminal, and a plain line for each epoch where there is none. */
export function streamReporter(stream: OutputStream): Reporter {
  requireFunction('streamReporter', stream?.write, 'the method write of the stream')
  if (!stream.isTTY) return { epoch: (progress) => void stream.write(`${summary(progress)}\n`) }
  let drawn = 0
  let open = false
  const draw = (text: string): void => {
    open = !text.endsWith('\n')
    stream.write(`\r\u001b[2K${text}`)
  }
  return {
    step(progress) {
      if (Date.now() - drawn < often) return
      drawn = Date.now()
      draw(standing(progress, stream.columns))
    },
    epoch: (progress) => draw(`${summary(progress, stream.columns)}\n`),
    end() {
      // a run that was broken off leaves its line on the screen
      if (open) stream.write('\n')
      open = false
    },
  }
}

/** The reporter for what `fit` was told: a bar on a terminal by default, nothing without one. */
export function reporterFor(progress: boolean | Reporter | undefined): Reporter {
  if (typeof progress === 'object') return progress
  const stream = progressStream()
  return (progress ?? stream.isTTY) ? streamReporter(stream) : {}
}
