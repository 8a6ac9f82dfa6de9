import plot from 'simple-ascii-chart'
import { loadMnist } from '../../data/node/mnist.ts'
import { argmax } from '../../index.ts'
import * as nn from '../../nn/index.ts'
import { adam } from '../../optim/index.ts'
import { fit, predict, streamReporter } from '../../train/index.ts'
import { columns, prose } from './prose.ts'

const side = 28
/** The digits fill the middle 20 x 20 pixels; so much of the empty frame is left out, and three fit into 80 columns. */
const frame = 2
const shown = side - 2 * frame

/** A grey image as text: two rows of pixels a line, in half blocks. */
function draw(pixels: ArrayLike<number>): string[] {
  const dark = (row: number, column: number): boolean => pixels[(row + frame) * side + column + frame]! > 0.4
  return Array.from({ length: shown / 2 }, (_, line) =>
    Array.from({ length: shown }, (__, column) => {
      const [top, bottom] = [dark(2 * line, column), dark(2 * line + 1, column)]
      return top ? (bottom ? '█' : '▀') : bottom ? '▄' : ' '
    }).join(''),
  )
}

/** Some right answers, and a wrong one if there is one among those looked at. */
function gallery(images: Float32Array, predicted: ArrayLike<number>, labels: ArrayLike<number>): string {
  const wrong = Array.from({ length: labels.length }, (_, i) => i).find((i) => predicted[i] !== labels[i])
  const chosen = (wrong === undefined ? [0, 1, 2] : [wrong, 0, 1]).slice(
    0,
    Math.max(1, Math.floor((columns + 2) / (shown + 2))),
  )
  const pictures = chosen.map((i) => draw(images.subarray(i * side * side, (i + 1) * side * side)))
  const captions = chosen.map((i) =>
    `true ${labels[i]}, predicted ${predicted[i]}${labels[i] === predicted[i] ? '' : '  ✗'}`.padEnd(shown),
  )
  const lines = pictures[0]!.map((_, line) => pictures.map((picture) => picture[line]!).join('  '))
  return [...lines, captions.join('  ')].map((line) => line.trimEnd()).join('\n')
}

/** The mean of every `size` losses: single batches are noisy. */
function smooth(losses: readonly number[], size: number): [number, number][] {
  const points: [number, number][] = []
  for (let i = 0; i + size <= losses.length; i += size)
    points.push([i + size / 2, losses.slice(i, i + size).reduce((a, b) => a + b, 0) / size])
  return points
}

/** Trains a perceptron on the real digits, and shows what it learned. */
export async function mnistTour(): Promise<void> {
  const { train, test } = await loadMnist()
  const [learned, held] = [train, test].map(({ length }) => length.toLocaleString('en'))
  console.log(prose(`${learned} images to learn from, ${held} to test with.\n`))
  const model = nn.sequential(nn.linear(side * side, 128), nn.relu(), nn.linear(128, 10))
  const losses: number[] = []
  const { history } = await fit({
    model,
    objective: nn.crossEntropy,
    optimizer: adam(2e-3),
    data: train,
    validation: test,
    metrics: ['accuracy'],
    epochs: 4,
    batchSize: 128,
    seed: 1,
    progress: streamReporter(process.stdout),
    callbacks: [{ onStep: ({ loss }) => void losses.push(loss) }],
  })
  const [images, labels] = test.batch(Array.from({ length: 500 }, (_, i) => i))
  const predicted = argmax(await predict(model, images!), 1).data()
  console.log(`\n${gallery(images!.data() as Float32Array, predicted, labels!.data())}\n`)
  console.log(
    // the chart comes with blanks to its full width
    plot(smooth(losses, Math.ceil(losses.length / 70)), {
      width: Math.max(20, Math.min(70, columns - 8)),
      height: 12,
      title: 'loss by step',
      customXAxisTicks: [500, 1000, 1500],
      formatter: (n, { axis }) => (axis === 'x' ? String(n) : n.toFixed(2)),
    })
      .replace(/ +$/gm, '')
      .trimEnd(),
  )
  const accuracy = history.at(-1)?.validation?.['accuracy'] ?? Number.NaN
  console.log(
    prose(`\nTest accuracy: ${(100 * accuracy).toFixed(2)} % on ${held} images that were not learned from.`),
  )
}
