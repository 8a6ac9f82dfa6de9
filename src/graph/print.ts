import { NablaError } from '../errors.ts'
import { allocate, type DType, dtypes, shortName } from './dtype.ts'
import { type Graph, isGraph, topological } from './graph.ts'
import { constant, dataNode, isConstant, isPick, parameter, pick } from './leaves.ts'
import { apply, type Node, type Op } from './node.ts'
import { sizeOf, type TensorType, typeText } from './shape.ts'

/** Data of up to this many elements is printed in full; larger data as its size only. */
const shownElements = 16

/**
 * A graph in a compact typed form, one operation a line; `readGraph` reads it back.
 *
 * @example
 * graph(p0: f32[3], p1: f32[3]) {
 *   v0: f32[3] = multiply(p0, p1)
 *   return v0
 * }
 */
export function printGraph(graph: Graph, indent = ''): string {
  const names = new Map<Node, string>()
  const nameOf = (node: Node): string => {
    const name = names.get(node)
    if (name === undefined)
      throw new NablaError(
        `printGraph: the graph is not closed: it uses ${typeText(node.type)} from outside.`,
      )
    return name
  }
  graph.parameters.forEach((node, i) => {
    names.set(node, `p${i}`)
  })
  const head = graph.parameters.map((node) => `${nameOf(node)}: ${typeText(node.type)}`).join(', ')
  const lines = topological(graph.results, (node) => names.has(node)).map((node, i) => {
    names.set(node, `v${i}`)
    const types = node.op.multiple ? `(${node.types.map(typeText).join(', ')})` : typeText(node.type)
    return `${indent}  v${i}: ${types} = ${operationText(node, nameOf, `${indent}  `)}`
  })
  return [
    `graph(${head}) {`,
    ...lines,
    `${indent}  return ${graph.results.map(nameOf).join(', ')}`,
    `${indent}}`,
  ].join('\n')
}

function operationText(node: Node, nameOf: (node: Node) => string, indent: string): string {
  if (isPick(node)) return `${nameOf(node.inputs[0]!)}.${node.params.index}`
  if (isConstant(node)) return `constant ${numberText(node.params.value)}`
  if (node.computed && node.inputs.length === 0) {
    const value = node.value as ArrayLike<number>
    return value.length <= shownElements
      ? `data [${Array.from(value, numberText).join(', ')}]`
      : `data of ${sizeOf(node.shape)} elements`
  }
  const args = `${node.op.name}(${node.inputs.map(nameOf).join(', ')})`
  const params = Object.entries(node.params as object)
  return params.length === 0
    ? args
    : `${args} {${params.map(([key, value]) => `${key}: ${paramText(value, indent)}`).join(', ')}}`
}

const numberText = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

function paramText(value: unknown, indent: string): string {
  if (typeof value === 'object' && value !== null && isGraph(value)) return printGraph(value, indent)
  if (Array.isArray(value)) return `[${value.map((part) => paramText(part, indent)).join(', ')}]`
  if (typeof value === 'function') return '<rule>'
  return typeof value === 'number' ? numberText(value) : JSON.stringify(value)
}

/**
 * Reads what `printGraph` wrote. `table` finds an operation by its name (readers and tests need it; no pass does).
 * Throws: NablaError with the rest of the text where it does not fit, as for `<rule>` and data that was not printed in full.
 */
export function readGraph(text: string, table: ReadonlyMap<string, Op>): Graph {
  let at = 0
  const fail = (wanted: string): never => {
    throw new NablaError(
      `readGraph: ${wanted} expected at offset ${at}: ${JSON.stringify(text.slice(at, at + 40))}.`,
    )
  }
  const match = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(`\\s*(?:${pattern.source})`, 'y')
    sticky.lastIndex = at
    const found = sticky.exec(text)
    if (found) at = sticky.lastIndex
    return found
  }
  const take = (pattern: RegExp): RegExpExecArray => match(pattern) ?? fail(String(pattern))
  const list = <T>(item: () => T, end: RegExp): T[] => {
    const items: T[] = []
    if (match(end)) return items
    do items.push(item())
    while (match(/,/))
    take(end)
    return items
  }
  const number = (): number => {
    const [word] = take(/-?(?:Infinity|NaN|[0-9.]+(?:e[+-]?\d+)?)/)
    return Number(word.trim())
  }
  const type = (): TensorType => {
    const found = take(/(\w+)\[([\d,]*)\]/)
    const dtype = dtypes.find((name: DType) => shortName(name) === found[1]) ?? fail('a dtype')
    return { dtype, shape: found[2] ? found[2].split(',').map(Number) : [] }
  }
  const value = (): unknown => {
    if (match(/\[/)) return list(value, /\]/)
    if (/\s*graph\(/y.test(text.slice(at))) return graph()
    const word = match(/"(?:[^"\\]|\\.)*"|true|false|null/)
    return word ? JSON.parse(word[0]) : number()
  }
  const graph = (): Graph => {
    take(/graph\(/)
    const names = new Map<string, Node>()
    const node = (): Node => names.get(take(/[pv]\d+/)[0].trim()) ?? fail('a known name')
    const parameters = list(() => {
      const [, name] = take(/(p\d+):/)
      const made = parameter(type(), names.size, 'readGraph')
      names.set(name!, made)
      return made
    }, /\)/)
    take(/\{/)
    while (!match(/return/)) {
      const [, name] = take(/(v\d+):/)
      const types = match(/\(/) ? list(type, /\)/) : [type()]
      take(/=/)
      names.set(name!, operation(types, node))
    }
    const results = list(node, /\}/)
    return { parameters, results }
  }
  const operation = (types: readonly TensorType[], node: () => Node): Node => {
    const [own] = types as [TensorType]
    if (match(/constant/)) return constant(number(), own.dtype, own.shape)
    if (match(/data \[/)) {
      const made = allocate(own.dtype, sizeOf(own.shape))
      made.set(list(number, /\]/))
      return dataNode(own, made)
    }
    const picked = match(/([pv]\d+)\.(\d+)/)
    if (picked) {
      at -= picked[0].trimStart().length
      const tuple = node()
      take(/\.\d+/)
      return pick(tuple, Number(picked[2]))
    }
    const [, name] = take(/(\w+)\(/)
    const op = table.get(name!) ?? fail(`a known operation, not '${name}',`)
    const inputs = list(node, /\)/)
    const params: Record<string, unknown> = {}
    if (match(/\{/))
      for (const [key, entry] of list(() => [take(/(\w+):/)[1]!, value()] as const, /\}/)) params[key] = entry
    return apply(op, inputs, params)
  }
  return graph()
}
