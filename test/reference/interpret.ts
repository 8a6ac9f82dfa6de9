import * as nabla from '../../src/tensor/index.ts'
import { type Expression, parsePython } from './python.ts'
import { type TorchFunction, torch } from './torch/index.ts'

const { Tensor } = nabla
type Tensor = nabla.Tensor

/** What a Python expression of the records can stand for. */
export type Value =
  | Tensor
  | number
  | string
  | boolean
  | null
  | Value[]
  | { slice: (number | undefined)[] }
  | { ellipsis: true }

/** An operation of the records that the table does not know. */
export class UnknownOperation extends Error {}

const prefixes = ['torch.nn.functional.', 'torch.special.', 'torch.linalg.', 'torch.fft.', 'torch.']

function lookUp(name: string): TorchFunction {
  for (const candidate of [
    name,
    ...prefixes.filter((prefix) => name.startsWith(prefix)).map((prefix) => name.slice(prefix.length)),
  ]) {
    const found = torch.get(candidate)
    if (found) return found
  }
  throw new UnknownOperation(`test/reference/torch.ts does not know '${name}': add it to the table`)
}

const dotted = (expression: Expression): string | undefined => {
  if (expression.kind === 'name') return expression.name
  if (expression.kind !== 'attribute') return undefined
  const of = dotted(expression.of)
  return of === undefined ? undefined : `${of}.${expression.name}`
}

const operators: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '@': 'matmul',
  '**': 'pow',
  '%': 'remainder',
  '//': 'floor_divide',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
  '&': 'logical_and',
  '|': 'logical_or',
  '^': 'logical_xor',
  negative: 'neg',
  not: 'logical_not',
}
const numbers: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': (a, b) => a ** b,
  negative: (a) => -a,
}

/** The value of the torch expression `text` for these inputs; `kwargs` fills in parameters that it leaves out. */
export function interpret(
  text: string,
  inputs: ReadonlyMap<string, Tensor>,
  kwargs: Readonly<Record<string, unknown>>,
): unknown {
  const used = new Set<string>()
  const tree = parsePython(text)
  mark(tree, inputs, used)
  const unused = [...inputs.keys()].filter((name) => !used.has(name))

  const call = (
    name: string,
    args: readonly Value[],
    named: ReadonlyMap<string, Value>,
    outermost: boolean,
  ): unknown => {
    const { parameters, rest, run } = lookUp(name)
    const values: Record<string, Value> = {}
    args.forEach((value, i) => {
      if (rest >= 0 && i >= rest) return
      const parameter = parameters[i]
      if (parameter === undefined)
        throw new Error(`${name}: ${args.length} arguments for (${parameters.join(', ')})`)
      values[parameter] = value
    })
    if (rest >= 0) {
      const left = args.slice(rest)
      if (left.length > 0 || !named.has(parameters[rest]!))
        values[parameters[rest]!] = left.length === 1 && Array.isArray(left[0]) ? left[0] : [...left]
    }
    for (const [key, value] of named) {
      const own = key === 'axis' && !parameters.includes(key) ? 'dim' : key
      if (!parameters.includes(own))
        throw new Error(`${name}: no parameter '${key}' in (${parameters.join(', ')})`)
      values[own] = value
    }
    if (outermost)
      for (const [key, value] of Object.entries(kwargs))
        if (parameters.includes(key) && !(key in values)) values[key] = fromJson(value)
    return run(values)
  }
  const evaluate = (node: Expression, outermost = false): Value => {
    switch (node.kind) {
      case 'value':
        return node.value
      case 'ellipsis':
        return { ellipsis: true }
      case 'list':
        return node.items.map((item) => evaluate(item))
      case 'slice':
        return {
          slice: node.parts.map((part) => (part === undefined ? undefined : (evaluate(part) as number))),
        }
      case 'name': {
        const input = inputs.get(node.name)
        if (input) return input
        if (node.name === 'pi') return Math.PI
        if (unused.length === 1) return inputs.get(unused[0]!)!
        throw new UnknownOperation(`'${node.name}' in '${text}' is no input`)
      }
      case 'operator': {
        const operands = node.operands.map((operand) => evaluate(operand))
        if (operands.every((operand) => typeof operand === 'number'))
          return numbers[node.name]!(...(operands as [number, number]))
        return call(operators[node.name]!, operands, new Map(), false) as Value
      }
      case 'index': {
        const of = evaluate(node.of)
        if (!(of instanceof Tensor)) return Object.values(of as object)[evaluate(node.items[0]!) as number]
        return nabla.index(of, ...node.items.map((item) => toIndex(evaluate(item))))
      }
      case 'attribute': {
        const name = dotted(node)
        const constants: Record<string, number> = {
          'math.pi': Math.PI,
          'torch.pi': Math.PI,
          'math.inf': Number.POSITIVE_INFINITY,
          'torch.inf': Number.POSITIVE_INFINITY,
        }
        if (name && name in constants) return constants[name]!
        // a dtype
        if (name && /^torch\.(float|double|int|long|bool)\d*$/.test(name)) return name
        const of = evaluate(node.of)
        if (of instanceof Tensor && (node.name === 'T' || node.name === 'mT'))
          return node.name === 'T' ? nabla.transpose(of) : of.swapaxes(-1, -2)
        if (of instanceof Tensor) return call(node.name, [of], new Map(), false) as Value
        return (of as unknown as Record<string, Value>)[node.name]!
      }
      case 'call': {
        const args = node.args.map((arg) => evaluate(arg))
        const named = new Map([...node.named].map(([key, value]) => [key, evaluate(value)] as const))
        const name = dotted(node.callee)
        const root = name?.split('.')[0]
        if (name && root && !inputs.has(root)) return call(name, args, named, outermost) as Value
        if (node.callee.kind !== 'attribute') throw new UnknownOperation(`'${text}': what is called?`)
        return call(
          torch.has(`Tensor.${node.callee.name}`) ? `Tensor.${node.callee.name}` : node.callee.name,
          [evaluate(node.callee.of), ...args],
          named,
          outermost,
        ) as Value
      }
    }
  }
  return evaluate(tree, true)
}

function toIndex(value: Value): nabla.Index {
  if (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Tensor) &&
    !Array.isArray(value) &&
    'slice' in value
  )
    return { start: value.slice[0], stop: value.slice[1], step: value.slice[2] }
  if (typeof value === 'object' && value !== null && 'ellipsis' in value) return '...'
  return value as nabla.Index
}

/** Which inputs the expression names. */
function mark(tree: Expression, inputs: ReadonlyMap<string, Tensor>, used: Set<string>): void {
  const visit = (node: Expression | undefined): void => {
    if (!node) return
    if (node.kind === 'name' && inputs.has(node.name)) used.add(node.name)
    if (node.kind === 'attribute') visit(node.of)
    if (node.kind === 'call') [node.callee, ...node.args, ...node.named.values()].forEach(visit)
    if (node.kind === 'index') [node.of, ...node.items].forEach(visit)
    if (node.kind === 'list') node.items.forEach(visit)
    if (node.kind === 'slice') node.parts.forEach(visit)
    if (node.kind === 'operator') node.operands.forEach(visit)
  }
  visit(tree)
}

const fromJson = (value: unknown): Value =>
  value === 'Infinity'
    ? Number.POSITIVE_INFINITY
    : value === '-Infinity'
      ? Number.NEGATIVE_INFINITY
      : (value as Value)
