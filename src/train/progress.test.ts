import { describe, expect, test, vi } from 'vitest'
import { type Progress, progressLine, streamReporter } from './index.ts'
import { reporterFor } from './progress.ts'

describe('progress', () => {
  const progress: Progress = {
    epoch: 2,
    epochs: 10,
    step: 50,
    steps: 100,
    examples: 5000,
    seconds: 4,
    values: { loss: 0.25, accuracy: 0.9 },
  }
  test('a line with bar, loss, metrics, rate and time left', () => {
    expect(progressLine(progress)).toBe(
      `epoch  2/10 ${'█'.repeat(15)}${'░'.repeat(15)} loss 0.2500  accuracy 0.9000  1,250/s  0:04 left`,
    )
    expect(progressLine(progress, 50).length).toBeLessThan(50)
  })
  test('plain lines without a terminal', () => {
    const lines: string[] = []
    const reporter = streamReporter({ write: (text) => lines.push(text) })
    reporter.step?.(progress)
    reporter.epoch?.(progress)
    expect(lines).toEqual(['epoch  2/10  loss 0.2500  accuracy 0.9000  1,250/s  0:04\n'])
  })
  test('on a narrow terminal the validation has a line of its own', () => {
    const lines: string[] = []
    const reporter = streamReporter({ write: (text) => lines.push(text), isTTY: true, columns: 80 })
    const values = { ...progress.values, 'validation loss': 0.5, 'validation accuracy': 0.8 }
    reporter.epoch?.({ ...progress, values })
    expect(lines[0]).toBe(
      '\r\u001b[2Kepoch  2/10  loss 0.2500  accuracy 0.9000  1,250/s  0:04\n' +
        '             validation loss 0.5000  validation accuracy 0.8000\n',
    )
  })
  test('on a terminal the line is drawn over', () => {
    const lines: string[] = []
    const reporter = streamReporter({ write: (text) => lines.push(text), isTTY: true, columns: 80 })
    reporter.step?.(progress)
    reporter.step?.(progress)
    reporter.epoch?.(progress)
    expect(lines).toHaveLength(2)
    expect(lines[0]!.startsWith('\r\u001b[2K')).toBe(true)
    expect(lines[1]!.endsWith('\n')).toBe(true)
    reporter.end?.()
    expect(lines).toHaveLength(2)
  })
  test('a run that was broken off ends its line', () => {
    const lines: string[] = []
    const reporter = streamReporter({ write: (text) => lines.push(text), isTTY: true, columns: 80 })
    reporter.step?.(progress)
    reporter.end?.()
    expect(lines.at(-1)).toBe('\n')
  })
})

test('where there is no stream of Node, as in a page, lines go to the console if they are asked for', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.stubGlobal('process', undefined)
  try {
    const progress: Progress = {
      epoch: 1,
      epochs: 2,
      step: 4,
      steps: 4,
      examples: 8,
      seconds: 1,
      values: { loss: 0.5 },
    }
    reporterFor(undefined).epoch?.(progress)
    reporterFor(false).epoch?.(progress)
    expect(log).not.toHaveBeenCalled()
    reporterFor(true).epoch?.(progress)
    expect(log.mock.calls).toEqual([['epoch 1/2  loss 0.5000  8/s  0:01']])
  } finally {
    vi.unstubAllGlobals()
    log.mockRestore()
  }
})
