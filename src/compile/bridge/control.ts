import type { Node } from '../../graph/node.ts'
import type { Case } from '../../transform/control/branch.ts'
import type { While } from '../../transform/control/loop.ts'
import type { Scan } from '../../transform/control/scan.ts'
import { buildBlock, type Site } from './block.ts'
import { Buffer } from './buffer.ts'
import type { CopyStep, MovingSlice, Step } from './step.ts'

/** Copies that all read before any writes what another reads. */
function copyTogether(sources: readonly Buffer[], targets: readonly Buffer[]): CopyStep[] {
  const first: CopyStep[] = []
  const then: CopyStep[] = []
  targets.forEach((to, i) => {
    let from = sources[i]!
    if (from === to) return
    if (targets.includes(from)) {
      const before = new Buffer(
        { dtype: from.dtype, shape: [from.length] },
        'arena',
        `${from.label} before it changes`,
      )
      first.push({ kind: 'copy', from, to: before })
      from = before
    }
    then.push({ kind: 'copy', from, to })
  })
  return [...first, ...then]
}

/** The body as a loop inside WebAssembly: carried values in place, slices through pointers that move. */
export function scanStep(node: Node, site: Site): boolean {
  const { body, captured, carried, length, reverse } = node.params as Scan
  const inputs = node.inputs.map((input) => site.bufferOf(input))
  const carry = inputs.slice(captured, captured + carried).map((_, i) => site.fresh(node, i))
  const slices: MovingSlice[] = []
  const slice = (whole: Buffer, type: { dtype: Buffer['dtype']; shape: readonly number[] }): Buffer => {
    const moving = new Buffer(type, 'moving', `slice of ${whole.label}`)
    slices.push({ whole, slice: moving })
    return moving
  }
  const sliced = inputs
    .slice(captured + carried)
    .map((whole, i) => slice(whole, body.parameters[captured + carried + i]!.type))
  const built = buildBlock(body, [...inputs.slice(0, captured), ...carry, ...sliced], site.context)
  const outputs = built.results
    .slice(carried)
    .map((from, i) => [from, slice(site.fresh(node, carried + i), body.results[carried + i]!.type)] as const)
  for (const step of copyTogether(inputs.slice(captured), carry)) site.add(step)
  const steps: Step[] = [...built.block.steps]
  for (const [from, to] of outputs) steps.push({ kind: 'copy', from, to })
  steps.push(...copyTogether(built.results, carry))
  site.add({ kind: 'loop', length, reverse, slices, body: { steps } })
  return true
}

export function whileStep(node: Node, site: Site): boolean {
  const { condition, body, captured } = node.params as While
  const [forCondition, forBody] = captured
  const inputs = node.inputs.map((input) => site.bufferOf(input))
  const first = inputs.slice(forCondition + forBody)
  const carry = first.map((_, i) => site.fresh(node, i))
  const test = buildBlock(condition, [...inputs.slice(0, forCondition), ...carry], site.context)
  const built = buildBlock(
    body,
    [...inputs.slice(forCondition, forCondition + forBody), ...carry],
    site.context,
  )
  for (const step of copyTogether(first, carry)) site.add(step)
  const steps = [...built.block.steps, ...copyTogether(built.results, carry)]
  site.add({ kind: 'while', condition: test.block, flag: test.results[0]!, body: { steps } })
  return true
}

export function caseStep(node: Node, site: Site): boolean {
  const { branches } = node.params as Case
  const [index, ...operands] = node.inputs.map((input) => site.bufferOf(input))
  const built = branches.map((branch) => buildBlock(branch, operands, site.context))
  const results = node.types.map((_, i) => site.fresh(node, i))
  site.add({
    kind: 'case',
    index: index!,
    branches: built.map((one) => ({ steps: [...one.block.steps, ...copyTogether(one.results, results)] })),
  })
  return true
}
