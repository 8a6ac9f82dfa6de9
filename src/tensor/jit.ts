import type { Program } from '../compile/bridge/program.ts'
import { dropFirst, spaceOf } from '../compile/bridge/worth.ts'
import { requireFunction } from '../errors.ts'
import type { DType } from '../graph/dtype.ts'
import { close, type Graph, inline } from '../graph/graph.ts'
import { dataNode, parameter, settle } from '../graph/leaves.ts'
import { type Node, recordsSources } from '../graph/node.ts'
import { range, sameShape, type TensorType } from '../graph/shape.ts'
import { convert, stopGradient } from '../ops/arithmetic.ts'
import { call } from '../transform/control/call.ts'
import { theEngine } from './engine.ts'
import { called, getDefaultDtype } from './operands.ts'
import { compute } from './runtime.ts'
import { Tensor, type Variable } from './tensor.ts'
import {
  checkCaptured,
  type Gathering,
  type Gradient,
  isTracing,
  leftGradients,
  refuseUngathered,
  setGradient,
  Trace,
  tracing,
} from './trace.ts'
import { around } from './tracing.ts'
import { type Flat, flatten, type Loose } from './tree.ts'

type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Loose<A[K]> }

/** What is kept of a function for one kind of arguments. */
interface Compiled {
  readonly graph: Graph
  /** What it takes, in nodes. */
  readonly space: number
  /** Undefined where it is not compiled: see `Engine.programFor`. */
  readonly program: Program | undefined
  /** The tensors that stand for the arguments' leaves. */
  readonly stand: readonly Node[]
  /** Whether the arguments are plain tensors and numbers, one leaf each. */
  readonly isFlat: boolean
  /** The variables that it reads; their values follow the arguments. */
  readonly reads: readonly Variable[]
  /** The variables that it assigns to; their values follow the results. */
  readonly writes: readonly Variable[]
  /** Which of them require a gradient afterwards. */
  readonly tracked: readonly boolean[]
  /** The tensors whose gradients it uses, whose values follow those of the variables. */
  readonly gradientReads: readonly Tensor[]
  /** The gradients that it leaves; their values are the last results. */
  readonly left: readonly (readonly [Gathering, Gradient])[]
  /** The arguments' leaves whose gradients nobody gathers, though `backward` comes by. */
  readonly passed: readonly number[]
  /** Values from outside that never change. */
  readonly captured: readonly Node[]
  /** What the function decided by while it was traced, apart from its arguments. */
  readonly assumptions: readonly (() => boolean)[]
  readonly output: Flat
  readonly count: number
}

/**
 * The same function, traced once for each kind of arguments (nesting, shapes, dtypes, and values that are not numbers) and
 * from then on run as one compiled program. Variables that it reads or assigns to become inputs and outputs, so a whole
 * training step can be compiled. JavaScript in it runs only while it is traced: print and random numbers of your own happen
 * once, and `if` on a tensor is an error (use `where` or `cond`).
 *
 * @example
 * const step = jit((x: Tensor, y: Tensor) => {
 *   optimizer.zeroGrad()
 *   const loss = crossEntropy(model.forward(x), y)
 *   loss.backward()
 *   optimizer.step()
 *   return loss
 * })
 */
export function jit<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
): (...args: Arguments<A>) => R {
  requireFunction('jit', f)
  const cache = new Map<string, Compiled>()
  let last: Compiled | undefined
  let placed = recordsSources()
  return (...args) => {
    // the profiler wants to know where each operation was written: traced once more for it
    if (placed !== recordsSources()) {
      placed = !placed
      last = undefined
    }
    const same = last && !isTracing() && sameKind(last, args)
    if (same && holds(last!)) return run(last!, same) as R
    const flat = flatten(args, 'jit')
    const leaves = flat.leaves.map(({ node, exact }) => exact ?? node)
    const key = `${placed} ${flat.structure} ${flat.leaves.map(({ node, exact }) => (exact ? 0 : node))}`
    let compiled = cache.get(key)
    // the one used last stands at the end
    cache.delete(key)
    if (!compiled || !holds(compiled)) {
      compiled = trace(f as (...args: never[]) => unknown, flat, args.every(isLeaf))
      dropFirst(
        cache,
        ([, { space }]) => space,
        ([oldest]) => cache.delete(oldest),
      )
    }
    cache.set(key, compiled)
    last = compiled
    return run(compiled, leaves) as R
  }
}

const holds = ({ assumptions }: Compiled): boolean => {
  for (const still of assumptions) if (!still()) return false
  return true
}

const isLeaf = (x: unknown): x is Tensor | number => x instanceof Tensor || typeof x === 'number'

/** This object is the type of arguments that are numbers, not tensors like them. */
const numberType: TensorType = { dtype: 'float64', shape: [] }
const scalarOf = (x: number): Node => dataNode(numberType, Float64Array.of(x))

/** The nodes of arguments that are of the kind that a function was compiled for; undefined where one may not be. */
function sameKind({ isFlat, stand }: Compiled, args: readonly unknown[]): Node[] | undefined {
  if (!isFlat || args.length !== stand.length) return undefined
  const nodes = new Array<Node>(args.length)
  for (let i = 0; i < args.length; i++) {
    const x = args[i]
    if (!isLeaf(x)) return undefined
    const isNumber = typeof x === 'number'
    const node = isNumber ? scalarOf(x) : x.node
    const { type } = stand[i]!
    if (isNumber !== (type === numberType) || node.dtype !== type.dtype || !sameShape(node.shape, type.shape))
      return undefined
    nodes[i] = node
  }
  return nodes
}

/** Written apart: what stands beside a function that is kept is kept with it, as the first arguments. */
const sameDefault = (dtype: DType) => (): boolean => getDefaultDtype() === dtype

function trace(f: (...args: never[]) => unknown, flat: Flat, isFlat: boolean): Compiled {
  const stand = flat.leaves.map(({ node, exact }, i) =>
    parameter(exact ? numberType : node.type, i, 'jit', !exact),
  )
  const running = new Trace('jit')
  const dtype = getDefaultDtype()
  running.assumptions.push(sameDefault(dtype))
  const follow = (): { output: Flat; returned: readonly Node[] } => {
    const output = flatten(
      called(
        'jit',
        f,
        flat.rebuild(
          stand.map((node) =>
            node.type === numberType ? new Tensor(convert(node, dtype), node) : new Tensor(node),
          ),
        ) as never[],
      ),
      'jit',
    )
    // taken here, where a variable that is returned stands for what it has now
    return { output, returned: output.leaves.map((leaf) => leaf.node) }
  }
  const { output, returned } = tracing(running, follow)
  const reads = [...running.reads.keys()] as Variable[]
  const writes = [...running.writes.keys()] as Variable[]
  const left = leftGradients(running)
  const parameters = [...stand, ...running.reads.values(), ...running.gradientReads.values()]
  // the last of the left ones is the first of the results
  const kept = left.flatMap(([, gradient]) => (typeof gradient === 'object' ? [gradient.node] : []))
  const { graph, captured } = close(parameters, [...returned, ...running.writes.values(), ...kept.reverse()])
  checkCaptured(captured)
  const count = output.leaves.length
  const state = writes.map((variable, i) => [stand.length + reads.indexOf(variable), count + i] as const)
  const program = theEngine.programFor(graph, state)
  const { assumptions } = running
  const tracked = [...running.writes.values()].map((node) => node.tracked)
  const gradientReads = [...running.gradientReads.keys()] as Tensor[]
  return {
    graph,
    space: spaceOf(graph),
    program,
    stand,
    isFlat,
    reads,
    writes,
    gradientReads,
    left,
    passed: range(stand.length).filter((i) => running.passed.has(stand[i]!)),
    captured,
    assumptions,
    output,
    count,
    tracked,
  }
}

function run(compiled: Compiled, leaves: readonly Node[]): unknown {
  if (compiled.passed.length > 0) refuseUngathered(compiled.passed.map((i) => leaves[i]!))
  const results = (!isTracing() && runProgram(compiled, leaves)) || runGraph(compiled, leaves)
  let place = compiled.graph.results.length
  for (const [tensor, gradient] of compiled.left)
    setGradient(tensor, typeof gradient === 'object' ? new Tensor(results[--place]!) : gradient)
  return around(compiled.output, results.slice(0, compiled.count))
}

/** The values of a program's parameters. */
function inputsOf({ reads, gradientReads, captured }: Compiled, leaves: readonly Node[]): Node[] {
  const inputs = [...leaves]
  // In another jit's trace a variable is read and written through that trace.
  for (const variable of reads) inputs.push(isTracing() ? variable.node : variable.current)
  for (const tensor of gradientReads) inputs.push(tensor.grad!.node)
  for (const node of captured) inputs.push(node)
  return inputs
}

/** Runs the compiled program on what is known; undefined where it does not serve. */
function runProgram(compiled: Compiled, leaves: readonly Node[]): Node[] | undefined {
  const { graph, program, writes, tracked, left, count } = compiled
  if (!program || leaves.some((node) => node.abstract)) return undefined
  const inputs = inputsOf(compiled, leaves)
  compute(inputs)
  const values = theEngine.runProgram(program, inputs)
  if (!values) return undefined
  writes.forEach((variable, i) => {
    variable.settleTo(values[count + i]!, tracked[i]!)
  })
  if (writes.length + left.length === 0 && inputs.some((node) => node.tracked)) {
    for (const { store } of inputs) store?.share()
    const results = call(graph, inputs)
    results.forEach((node, i) => {
      settle(node, values[i]!)
    })
    return results
  }
  // A step that updates its variables is the end of their history: what it returns would keep all of it alive.
  return graph.results.map(({ type }, i) => dataNode(type, values[i]!))
}

/** Makes the function's graph part of the one that the arguments belong to. */
function runGraph(compiled: Compiled, leaves: readonly Node[]): Node[] {
  const { graph, program, writes, tracked, left, count } = compiled
  const inputs = inputsOf(compiled, leaves)
  const called = program || isTracing() ? call(graph, inputs) : inline(graph, inputs)
  const results = writes.length + left.length > 0 ? called.map(stopGradient) : called
  if (!isTracing() && results.every((node) => !node.abstract)) compute(results)
  writes.forEach((variable, i) => {
    variable.assign(new Tensor(results[count + i]!))
    variable.requiresGrad = tracked[i]!
  })
  return results
}
