import type { Instruction, LoopKernel } from './ir.ts'

/** Text of a kernel, one line an instruction. */
export function printKernel({ name, axes, inputs, outputs, body }: LoopKernel): string {
  const what = (line: Instruction): string => {
    switch (line.kind) {
      case 'input':
        return `input ${line.input} strides [${inputs[line.input]!.strides.join(', ')}]`
      case 'constant':
        return `constant ${line.value}`
      case 'iota':
        return `iota axis ${line.axis}`
      default: {
        const args = `(${line.args.map((a) => `%${a}`).join(', ')})`
        if (line.kind === 'apply') return line.name + args
        return `${line.kind} ${line.kind === 'gather' ? `input ${line.input} at ` : line.reduction}${args}`
      }
    }
  }
  return [
    `kernel ${name} over [${axes.map(({ extent, reduced }) => `${reduced ? 'reduced ' : ''}${extent}`).join(', ')}]`,
    ...body.map((line, i) => `  %${i}: ${line.dtype} = ${what(line)}`),
    ...outputs.map(
      ({ dtype, strides, value }, i) => `  output ${i}: ${dtype} strides [${strides.join(', ')}] = %${value}`,
    ),
  ].join('\n')
}
