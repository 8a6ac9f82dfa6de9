import { NablaError, requireFunction } from '../errors.ts'
import { isFloat, type TypedArray } from '../graph/dtype.ts'
import { watch } from '../graph/interpret.ts'
import { type Node, recordSources } from '../graph/node.ts'
import { typeText } from '../graph/shape.ts'
import { userLine } from '../graph/user-line.ts'

/** The first NaN or infinity of a computation: which operation made it, and where the program asked for it. */
export class AnomalyError extends NablaError {
  protected override get kind(): string {
    return 'AnomalyError'
  }
  readonly operation: string
  /** The source line of the program, `file:line:column` as the JavaScript engine writes it. */
  readonly at: string
  /** What came out, and at which flat index. */
  readonly value: number
  readonly index: number
  constructor(node: Node, value: number, index: number) {
    const line = userLine(node.source?.stack)
    const at = line ? `at ${line}` : 'at an unknown place'
    const inputs = node.inputs.map((input) => typeText(input.type)).join(', ')
    super(
      `${node.op.name}: gave ${value} at flat index ${index} of ${node}, from finite operands (${inputs}), ${at}. ` +
        'Guard the operand (where, clip), or leave anomaly mode.',
    )
    this.operation = node.op.name
    this.at = at
    this.value = value
    this.index = index
  }
}

const firstBad = (value: TypedArray): number => value.findIndex((x: number) => !Number.isFinite(x))

/**
 * Runs `f` and stops at the first operation that makes a NaN or an infinity from finite operands, forward or backward,
 * naming it and the line of your program. Slow: each operation is computed and looked at on its own.
 *
 * Throws: AnomalyError.
 *
 * @example
 * anomaly(() => tensor(0, { requiresGrad: true }).sqrt().backward()) // divide: gave Infinity ... at (your line)
 */
export function anomaly<T>(f: () => T): T {
  requireFunction('anomaly', f, 'what it is to run')
  const before = recordSources(true)
  const unwatch = watch((node, inputs, value) => {
    if (node.op.multiple || !isFloat(node.dtype)) return
    const index = firstBad(value as TypedArray)
    if (index < 0) return
    if (inputs.some((input) => ArrayBuffer.isView(input) && firstBad(input as TypedArray) >= 0)) return
    throw new AnomalyError(node, (value as TypedArray)[index]!, index)
  })
  try {
    return f()
  } finally {
    unwatch()
    recordSources(before)
  }
}
