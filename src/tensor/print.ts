import { type DType, isFloat, shortName, type TypedArray } from '../graph/dtype.ts'
import type { Node } from '../graph/node.ts'
import { range, type Shape, stridesOf } from '../graph/shape.ts'
import { optionsOf } from '../options.ts'
import { elementsOf } from './runtime.ts'

export interface PrintOptions {
  /** Digits after the point. */
  precision?: number
  /** Larger tensors are shortened with `...`. */
  threshold?: number
  /** How many elements stand at each end of a shortened axis. */
  edgeItems?: number
  /** Columns that a line may take. */
  lineWidth?: number
}

const defaults: Required<PrintOptions> = { precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80 }

/** Sets how tensors print, for all of them. */
export function setPrintOptions(options: PrintOptions): void {
  Object.assign(defaults, optionsOf('setPrintOptions', options, defaults))
}

/** As NumPy prints arrays: aligned columns, long axes shortened, scientific notation where sizes differ much. */
export function printTensor({ node }: { readonly node: Node }): string {
  if (node.abstract) return `tensor(<traced ${node}>)`
  const value = elementsOf(node)
  const type = `${shortName(node.dtype)}[${node.shape}])`
  if (value.length === 0) return `tensor([], ${type}`
  const shorten = value.length > defaults.threshold
  const shown: number[] = []
  visit(node.shape, shorten, (i) => shown.push(value[i]!))
  const format = formatter(shown, node.dtype)
  const width = shown.reduce((most, x) => Math.max(most, format(x).length), 0)
  const body = `tensor(${layout(value, node.shape, shorten, (x) => format(x).padStart(width))},`
  const fits = body.length - 1 - body.lastIndexOf('\n') + 1 + type.length <= defaults.lineWidth
  return `${body}${fits ? ' ' : `\n${' '.repeat(indent)}`}${type}`
}

const indent = 'tensor('.length

/** Places along an axis that are shown; -1 stands for the gap. */
function places(extent: number, shorten: boolean): number[] {
  const edge = defaults.edgeItems
  return shorten && extent > 2 * edge ? [...range(edge), -1, ...range(edge, extent - edge)] : range(extent)
}

function visit(shape: Shape, shorten: boolean, see: (offset: number) => void): void {
  const strides = stridesOf(shape)
  let offsets = [0]
  shape.forEach((extent, axis) => {
    const at = places(extent, shorten).filter((i) => i >= 0)
    offsets = offsets.flatMap((offset) => at.map((i) => offset + i * strides[axis]!))
  })
  offsets.forEach(see)
}

function layout(value: TypedArray, shape: Shape, shorten: boolean, format: (x: number) => string): string {
  const strides = stridesOf(shape)
  const block = (axis: number, offset: number): string => {
    if (axis === shape.length) return format(value[offset]!)
    const at = places(shape[axis]!, shorten)
    const parts = at.map((i) => (i < 0 ? '...' : block(axis + 1, offset + i * strides[axis]!)))
    const pad = ' '.repeat(indent + axis + 1)
    if (axis < shape.length - 1) {
      const gap = `,${'\n'.repeat(shape.length - 1 - axis)}${pad}`
      return `[${parts.join(gap)}]`
    }
    let line = ''
    let text = ''
    for (const [i, part] of parts.entries()) {
      const piece = part + (i < parts.length - 1 ? ', ' : '')
      // a bracket or a comma follows
      if (line.length + piece.trimEnd().length + 1 > defaults.lineWidth - pad.length && line !== '') {
        text += line.trimEnd() + '\n' + pad
        line = ''
      }
      line += piece
    }
    return `[${text}${line}]`
  }
  return block(0, 0)
}

function formatter(shown: readonly number[], dtype: DType): (x: number) => string {
  if (dtype === 'bool') return (x) => String(x === 1)
  if (!isFloat(dtype)) return String
  const { precision } = defaults
  const finite = shown.filter((x) => Number.isFinite(x) && x !== 0).map(Math.abs)
  const largest = finite.reduce((a, b) => Math.max(a, b), 0)
  const smallest = finite.reduce((a, b) => Math.min(a, b), Infinity)
  const sign = (x: number): string => (Object.is(x, -0) ? '-' : '')
  // nan, inf, -inf
  const special = (x: number): string | undefined =>
    Number.isFinite(x) ? undefined : String(x).toLowerCase().replace('inity', '')
  if (
    finite.length > 0 &&
    (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e5 * 10 ** (precision - 4))
  )
    return (x) => special(x) ?? sign(x) + exponent(x.toExponential(precision))
  // As few digits as show every element as it is, else all of the precision; the point stays, so that floats look like floats.
  let digits = 0
  const read = dtype === 'float32' ? Math.fround : Number
  while (digits < precision && finite.some((x) => read(Number(x.toFixed(digits))) !== x)) digits++
  return (x) => special(x) ?? sign(x) + x.toFixed(digits) + (digits === 0 ? '.' : '')
}

/** 1.5e+1 as 1.5e+01, as NumPy writes it. */
const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')
