import '../../compile/bridge/subjects/products.ts'
import { NablaError, shown } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { ShapeError } from '../../graph/shape.ts'
import { dotGeneral } from '../../ops/contraction.ts'
import { broadcastInDim, permute, reduceSum, reshape } from '../../ops/movement.ts'
import { promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { diagonal } from './diagonal.ts'

/** An operand with a letter for each axis; axes that '...' stands for have numbers, counted from the last. */
interface Term {
  readonly node: Node
  readonly labels: readonly string[]
}

const bad = (equation: string, why: string): NablaError => new NablaError(`einsum: '${equation}': ${why}`)

/** 'ij,jk->ik': the letters of the operands and of the result; '...' stands for axes that are not named. */
function parse(equation: string, ranks: readonly number[]): { inputs: string[][]; output: string[] } {
  const [left, right, extra] = equation.replace(/\s/g, '').split('->')
  if (extra !== undefined) throw bad(equation, "'->' stands twice.")
  const texts = left!.split(',')
  if (texts.length !== ranks.length)
    throw bad(
      equation,
      `it has ${texts.length} terms for ${ranks.length} operands: they must be equal in number.`,
    )
  let dots = 0
  const labels = (text: string, rank: number): string[] => {
    const [before, after, again] = text.split('...')
    if (again !== undefined || !/^[A-Za-z]*$/.test(before! + (after ?? '')))
      throw bad(equation, `'${text}' may hold letters and one '...'.`)
    if (after === undefined) return [...before!]
    const count = rank - before!.length - after.length
    return [...before!, ...Array.from({ length: Math.max(0, count) }, (_, i) => String(count - i)), ...after]
  }
  const inputs = texts.map((text, i) => {
    const found = labels(text, ranks[i]!)
    if (found.length !== ranks[i])
      throw bad(equation, `term '${text}' names ${found.length} axes, operand ${i} has ${ranks[i]}.`)
    dots = Math.max(dots, found.filter((label) => /\d/.test(label)).length)
    return found
  })
  const all = new Set(inputs.flat())
  const broadcast = Array.from({ length: dots }, (_, i) => String(dots - i))
  if (right === undefined) {
    const once = [...all].filter(
      (label) => !/\d/.test(label) && inputs.flat().filter((other) => other === label).length === 1,
    )
    return { inputs, output: [...broadcast, ...once.sort()] }
  }
  const [before, after, again] = right.split('...')
  if (again !== undefined) throw bad(equation, "the result has '...' twice.")
  const output = [...before!, ...(after === undefined ? [] : broadcast), ...(after ?? '')]
  for (const label of output)
    if (!all.has(label)) throw bad(equation, `the result's '${label}' is in no operand.`)
  if (new Set(output).size !== output.length) throw bad(equation, 'the result names a letter twice.')
  return { inputs, output }
}

/** Repeated letters of one operand mean its diagonal. */
function takeDiagonals({ node, labels }: Term): Term {
  let current = new Tensor(node)
  const rest = [...labels]
  for (let i = 0; i < rest.length; ) {
    const j = rest.indexOf(rest[i]!, i + 1)
    if (j < 0) {
      i++
      continue
    }
    if (current.shape[i] !== current.shape[j])
      throw new ShapeError(
        'einsum',
        [node.shape],
        `'${rest[i]}' stands for extents ${current.shape[i]} and ${current.shape[j]} of one operand, ${node}: they must be equal.`,
      )
    const [label] = rest.splice(j, 1)
    rest.splice(i, 1)
    current = diagonal(current, { axes: [i, j] })
    rest.push(label!)
  }
  return { node: current.node, labels: rest }
}

const sumAway = ({ node, labels }: Term, keep: ReadonlySet<string>): Term => {
  const axes = labels.flatMap((label, axis) => (keep.has(label) ? [] : [axis]))
  return { node: reduceSum(node, axes), labels: labels.filter((label) => keep.has(label)) }
}

/** Two operands become one: letters needed later are kept, others summed. */
function contract(a: Term, b: Term, needed: ReadonlySet<string>): Term {
  const x = sumAway(a, new Set([...needed, ...b.labels]))
  const y = sumAway(b, new Set([...needed, ...a.labels]))
  const shared = x.labels.filter((label) => y.labels.includes(label))
  const [batch, summed] = [
    shared.filter((label) => needed.has(label)),
    shared.filter((label) => !needed.has(label)),
  ]
  const axes = (term: Term, labels: readonly string[]): number[] =>
    labels.map((label) => term.labels.indexOf(label))
  const node = dotGeneral(x.node, y.node, {
    contract: [axes(x, summed), axes(y, summed)],
    batch: [axes(x, batch), axes(y, batch)],
  })
  const free = (term: Term): string[] => term.labels.filter((label) => !shared.includes(label))
  return { node, labels: [...batch, ...free(x), ...free(y)] }
}

/**
 * Einstein's summation: letters name axes, a letter that the result does not name is summed over, one that stands twice in
 * an operand means its diagonal, '...' stands for further axes that broadcast. Without '->' the result has the letters that
 * occur once, in alphabetical order. Operands are contracted in pairs, the one with the smallest result first.
 *
 * @example
 * einsum('bij,bjk->bik', a, b) // batched matrix product
 * einsum('ii', a) // trace
 *
 * Shapes: equal letters have equal extents, or 1, which broadcasts.
 */
export function einsum(equation: string, ...operands: TensorLike[]): Tensor {
  const nodes = promoted('einsum', operands)
  const { inputs, output } = parse(
    typeof equation === 'string' ? equation : shown(equation),
    nodes.map((node) => node.shape.length),
  )
  const extents = new Map<string, number>()
  inputs.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const extent = nodes[i]!.shape[axis]!
      const known = extents.get(label) ?? 1
      if (extent !== 1 && known !== 1 && extent !== known)
        throw new ShapeError(
          'einsum',
          nodes.map((node) => node.shape),
          `'${equation}': '${label}' stands for extents ${known} and ${extent}: they must be equal, or 1.`,
        )
      extents.set(label, extent === 1 ? known : extent)
    })
  })
  // An axis of extent 1 that broadcasts has nothing to say: drop it.
  let terms: Term[] = nodes.map((node, i) => {
    const term = takeDiagonals({ node, labels: inputs[i]! })
    const keep = term.labels.map((label, axis) => term.node.shape[axis] === extents.get(label))
    return {
      node: reshape(
        term.node,
        term.node.shape.filter((_, axis) => keep[axis]),
      ),
      labels: term.labels.filter((_, axis) => keep[axis]),
    }
  })
  while (terms.length > 1) {
    const [i, j] = cheapest(terms, output, extents)
    const rest = terms.filter((_, k) => k !== i && k !== j)
    terms = [
      ...rest,
      contract(terms[i]!, terms[j]!, new Set([...output, ...rest.flatMap((term) => term.labels)])),
    ]
  }
  const last = sumAway(terms[0]!, new Set(output))
  const present = output.filter((label) => last.labels.includes(label))
  const ordered = permute(
    last.node,
    present.map((label) => last.labels.indexOf(label)),
  )
  return new Tensor(
    broadcastInDim(
      ordered,
      output.map((label) => extents.get(label)!),
      present.map((label) => output.indexOf(label)),
    ),
  )
}

/** The pair whose product is smallest compared with what it replaces. */
function cheapest(
  terms: readonly Term[],
  output: readonly string[],
  extents: ReadonlyMap<string, number>,
): [number, number] {
  if (terms.length === 2) return [0, 1]
  const size = (labels: Iterable<string>): number =>
    [...labels].reduce((product, label) => product * extents.get(label)!, 1)
  let best: [number, number] = [0, 1]
  let least = Infinity
  for (let i = 0; i < terms.length; i++)
    for (let j = i + 1; j < terms.length; j++) {
      const needed = new Set([
        ...output,
        ...terms.flatMap((term, k) => (k === i || k === j ? [] : term.labels)),
      ])
      const both = new Set([...terms[i]!.labels, ...terms[j]!.labels])
      const cost =
        size([...both].filter((label) => needed.has(label))) - size(terms[i]!.labels) - size(terms[j]!.labels)
      if (cost < least) {
        least = cost
        best = [i, j]
      }
    }
  return best
}
