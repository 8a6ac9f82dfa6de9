import { endWithReader } from '../reader.ts'
import { logisticTour } from './logistic.ts'
import { mnistTour } from './mnist.ts'
import { columns, prose } from './prose.ts'

endWithReader()
const terminal = process.stdout.isTTY === true
const bold = (text: string): string => (terminal ? `\u001b[1m${text}\u001b[0m` : text)
const heading = (text: string): string =>
  bold(`${prose(text, columns)}\n${'─'.repeat(Math.min(text.length, columns))}`)

console.log(`\n${logisticTour(heading)}\n`)
console.log(`${heading('4  Learning: a network on MNIST, given a model, an objective and an optimizer')}\n`)
await mnistTour()
