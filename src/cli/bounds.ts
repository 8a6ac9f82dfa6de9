import { LimitError } from '../formula/errors.ts'
import { foldFormula, parseFormula } from '../formula/index.ts'

/** What the command accepts, so that every formula is answered or refused promptly. */
const bounds = {
  /** Characters of text. */
  length: 100_000,
  /** Numbers, names and operations. */
  parts: 20_000,
  /** Functions within functions, fractions within fractions; a long sum or product counts once. */
  nesting: 1_000,
  /** Powers upon powers: 2^2^2 is a tower of three. */
  tower: 32,
} as const

interface Measure {
  readonly parts: number
  readonly nesting: number
  readonly tower: number
}

/** Refuses a formula that is too large. Throws: LimitError, ParseError. */
export function checkBounds(text: string): void {
  const refuse = (name: string, key: keyof typeof bounds, actual: number): void => {
    if (actual > bounds[key])
      throw new LimitError('nabla', name, bounds[key], actual, 'The library accepts larger formulas.')
  }
  refuse('length of the formula', 'length', text.length)
  const measure = foldFormula<Measure>(parseFormula(text), (node, operands) => {
    const parts = operands.reduce((sum, operand) => sum + operand.parts, 1)
    const deepest = Math.max(0, ...operands.map((operand) => operand.nesting))
    const chain = node.kind === 'binary' && '+-*/'.includes(node.op)
    const nesting = chain ? Math.max(operands[0]!.nesting, operands[1]!.nesting + 1) : deepest + 1
    const isPower = node.kind === 'binary' && node.op === '^'
    const highest = Math.max(0, ...operands.map((operand) => operand.tower))
    const tower = isPower ? Math.max(operands[0]!.tower, operands[1]!.tower + 1) : highest
    return { parts, nesting, tower: Math.max(tower, 0) }
  })
  refuse('number of parts of the formula', 'parts', measure.parts)
  refuse('nesting of the formula', 'nesting', measure.nesting)
  refuse('height of a power tower', 'tower', measure.tower)
}
