import { describe, expect, test, vi } from 'vitest'
import { bar, epochLine, type Progress, progressLine, streamReporter, TrainingError } from './index.ts'
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

describe('texts', () => {
  const progress: Progress = {
    epoch: 1,
    epochs: 1,
    step: 1,
    steps: 4,
    examples: 50,
    seconds: 40,
    values: { loss: 0.25 },
  }
  test('a bar is filled to an eighth', () => {
    expect([0, 0.3, 0.5, 1, 2, -1].map((share) => bar(share, 5))).toEqual([
      '░░░░░',
      '█▌░░░',
      '██▌░░',
      '█████',
      '█████',
      '░░░░░',
    ])
    expect(bar(0.5, 0)).toBe('')
    expect(() => bar(0.5, 2.5)).toThrow('bar: the width is 2.5')
  })
  test('numbers too small or too large for four digits', () => {
    const values = { a: 0, b: 1e-4, c: -12345, d: 9999.5, e: 1e-3, f: 1e4 }
    expect(epochLine({ ...progress, values })).toBe(
      'epoch 1/1  a 0.0000  b 1.00e-4  c -1.23e+4  d 9999.5000  e 0.0010  f 1.00e+4  1/s  0:40',
    )
  })
  test('time left in minutes; nothing of what is not known', () => {
    const blocks = `${'█'.repeat(7)}▌${'░'.repeat(22)}`
    expect(progressLine(progress)).toBe(`epoch 1/1 ${blocks} loss 0.2500  1/s  2:00 left`)
    expect(progressLine({ ...progress, steps: undefined })).toBe('epoch 1/1 loss 0.2500  1/s')
    expect(progressLine({ ...progress, step: 0 })).toBe(`epoch 1/1 ${'░'.repeat(30)} loss 0.2500  1/s`)
    const begun = { ...progress, step: 0, seconds: 0, values: {} }
    expect(progressLine(begun)).toBe(`epoch 1/1 ${'░'.repeat(30)} `)
    expect(epochLine({ ...progress, seconds: 0, examples: 2 })).toBe('epoch 1/1  loss 0.2500  2,000/s  0:00')
  })
  test('the bar takes the room that there is, if that is enough', () => {
    const wide = 'epoch 1/1  loss 0.2500  1/s  2:00 left'.length
    for (const [columns, width] of [
      [wide + 9, 6],
      [wide + 8, 5],
      [wide + 7, 0],
    ] as const) {
      const shown = width > 0 ? `${bar(0.25, width)} ` : ''
      expect(progressLine(progress, columns)).toBe(`epoch 1/1 ${shown}loss 0.2500  1/s  2:00 left`)
    }
    expect(progressLine(progress, 12)).toBe('epoch 1/1 l')
    expect(progressLine({ ...progress, values: { a: 1e9 ** 9 } }).length).toBeLessThan(100)
  })
  test('a line of its own for the validation only where one is too long', () => {
    const values = { loss: 1, 'validation loss': 2 }
    const line = 'epoch 1/1  loss 1.0000  validation loss 2.0000  1/s  0:40'
    expect(epochLine({ ...progress, values }, line.length + 1)).toBe(line)
    expect(epochLine({ ...progress, values }, line.length).split('\n')).toHaveLength(2)
    expect(epochLine(progress, 5)).toBe('epoch 1/1  loss 0.2500  1/s  0:40')
  })
  test('what tells of no run is refused', () => {
    for (const wrong of [undefined, null, 3, {}, { values: {} }, { epoch: 1 }])
      for (const line of [progressLine, epochLine]) expect(() => line(wrong as never)).toThrow(TrainingError)
    expect(() => streamReporter({} as never)).toThrow('streamReporter: the method write of the stream')
  })
  test('a line is ended once', () => {
    const lines: string[] = []
    const reporter = streamReporter({ write: (text) => lines.push(text), isTTY: true, columns: 80 })
    reporter.end?.()
    expect(lines).toEqual([])
    reporter.step?.(progress)
    reporter.end?.()
    reporter.end?.()
    expect(lines.slice(1)).toEqual(['\n'])
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
