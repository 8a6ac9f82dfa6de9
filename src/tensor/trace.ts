import { topological } from '../graph/graph.ts'
import { isParameter, parameter, TraceError } from '../graph/leaves.ts'
import { type Node, nodesMade } from '../graph/node.ts'
import { type TensorType, typeText } from '../graph/shape.ts'
import { DerivativeError } from '../transform/errors.ts'

/** What a trace needs of a tensor whose value can be replaced. */
export interface Rebindable {
  /** The node that holds the value outside of any trace; whoever keeps it must `share` its store. */
  readonly current: Node
}

/** A gradient; `spent` is one that a compiled step has used up and not kept. */
export type Gradient = { readonly node: Node } | 'spent' | undefined

/** What gathers gradients. */
export interface Gathering {
  readonly node: Node
  /** The node of a variable outside of any trace. */
  readonly current?: Node
  /** The gradient outside of any trace. */
  gathered: Gradient
}

/**
 * A function being turned into a graph. Variables that it reads become parameters, and what it assigns to them becomes
 * results, so that a compiled step reads and updates them each time it runs.
 */
export class Trace {
  /**
   * `jit` may assign to variables, and so may what runs `once` where it stands (`checkpoint`); inside `vmap`, `scan` and the like an
   * assignment would happen at tracing only.
   */
  readonly kind: 'jit' | 'once' | 'body'
  readonly reads = new Map<Rebindable, Node>()
  readonly writes = new Map<Rebindable, Node>()
  /** Gradients as they are inside. */
  readonly gradients = new Map<Gathering, Gradient>()
  /** Gradients that were there before, by the tensors that have them. */
  readonly gradientReads = new Map<Gathering, Node>()
  /** Tensors from outside whose gradients nothing has read: those of a body end with it. */
  readonly unread = new Set<Gathering>()
  /** What has a smaller id is from outside. */
  readonly since = nodesMade()
  /** Where `backward` went and found nobody who gathers. */
  readonly passed = new Set<Node>()
  /** What must hold for the graph to be used again. */
  readonly assumptions: (() => boolean)[] = []
  /** What has been decided inside, and is no assumption. */
  readonly decided = new Set<object>()
  constructor(kind: Trace['kind']) {
    this.kind = kind
  }
}

const stack: Trace[] = []

const innermostJit = (): Trace | undefined => stack.findLast((trace) => trace.kind === 'jit')

/**
 * What the function that `jit` is tracing does depends on this: once it no longer holds, the function is traced again; unless
 * it is about something that the function has decided itself.
 */
export function assume(holds: () => boolean, about?: object): void {
  const trace = innermostJit()
  if (trace && !trace.decided.has(about!)) trace.assumptions.push(holds)
}

/** The function that `jit` is tracing decides on this itself, each time. */
export function decide(about: object): void {
  innermostJit()?.decided.add(about)
}

/** Runs `f` as part of a trace. */
export function tracing<T>(trace: Trace, f: () => T): T {
  stack.push(trace)
  try {
    const result = f()
    if (trace.unread.size > 0)
      throw new TraceError(
        'backward: a gradient was gathered inside vmap, scan, cond or another traced body, where it is lost: return x.grad.',
      )
    return result
  } finally {
    stack.pop()
  }
}

const kindOf = (gradient: Gradient): string | undefined =>
  typeof gradient === 'object' ? typeText(gradient.node.type) : gradient

/** The gradient of a tensor here and now; `jit` takes in one from outside as a parameter. */
export function gradientOf(tensor: Gathering, level = stack.length): Gradient {
  const trace = stack[level - 1]
  if (!trace) return tensor.gathered
  const { kind, gradients, gradientReads } = trace
  trace.unread.delete(tensor)
  if (gradients.has(tensor)) return gradients.get(tensor)
  let gradient = gradientOf(tensor, level - 1)
  if (kind !== 'jit') return gradient
  const was = kindOf(gradient)
  trace.assumptions.push(() => kindOf(gradientOf(tensor)) === was)
  if (typeof gradient === 'object') {
    gradient = { node: parameter(gradient.node.type, gradientReads.size, 'jit', false) }
    gradientReads.set(tensor, gradient.node)
  }
  gradients.set(tensor, gradient)
  return gradient
}

/** Gives a tensor a gradient; inside of a trace it is the trace's. */
export function setGradient(tensor: Gathering, gradient: Gradient): void {
  const trace = stack.at(-1)
  if (trace) {
    trace.gradients.set(tensor, gradient)
    trace.unread.delete(tensor)
    const outside = (tensor.current ?? tensor.node).id < trace.since
    if (gradient && outside && trace.kind !== 'jit') trace.unread.add(tensor)
  } else tensor.gathered = gradient
}

/** Gradients that a function leaves, as far as they are others than before; of variables that it assigns they are spent. */
export function leftGradients({ gradients, gradientReads, writes }: Trace): [Gathering, Gradient][] {
  return [...gradients]
    .filter(
      ([tensor, gradient]) =>
        // in another trace a variable has a node of that trace
        !(tensor.current ?? tensor.node).abstract &&
        (!gradient || (gradient as { node?: Node }).node !== gradientReads.get(tensor)),
    )
    .map(([tensor, gradient]) => [tensor, gradient && writes.has(tensor as never) ? 'spent' : gradient])
}

/** Variables that stand for other values, and in how many traces they do so. */
interface Substitution {
  readonly values: Map<Rebindable, Node>
  readonly level: number
}
const substitutions: Substitution[] = []

/** What stands for a variable by a substitution inside so many traces. */
const substituted = (variable: Rebindable, level = 0): Map<Rebindable, Node> | undefined =>
  substitutions.findLast((made) => made.level >= level && made.values.has(variable))?.values

/** Is any function being traced, or do variables stand for other values? */
export const isTracing = (): boolean => stack.length + substitutions.length > 0

let exclusive = false

/**
 * Runs `f`, whose only lasting effect is to give variables new values: what it reads of variables goes no further, so the old
 * values need not be saved.
 */
export function updating<T>(f: () => T): T {
  const before = exclusive
  exclusive = true
  try {
    return f()
  } finally {
    exclusive = before
  }
}

/** Is `updating` at work? What it makes is computed at its end, together. */
export const isUpdating = (): boolean => exclusive

/** The error for a tensor of a trace that is over. */
export function escaped(node: Node): TraceError {
  const from = topological([node], (other) => !other.abstract).find(isParameter)
  const { transform } = (from?.params ?? { transform: 'a transformation' }) as { transform: string }
  return new TraceError(
    `a ${node} was kept from inside a function that ${transform} traced, where it has no value: return it from the function.`,
  )
}

/** `backward` comes to these: where nobody gathers, `jit` has to know. */
export function reached(leaves: readonly Node[]): void {
  const trace = innermostJit()
  for (const leaf of leaves) if (!leaf.owners) trace?.passed.add(leaf)
}

/** The error for gradients of what a traced function is given. */
export const ungathered = (): DerivativeError =>
  new DerivativeError(
    'backward: what a traced function is given gathers no gradient: close over the tensor, detach it, or use valueAndGrad.',
  )

/** `backward` inside a compiled function comes to these arguments, and goes no further: where something before them gathers, its gradient would be lost. */
export function refuseUngathered(given: readonly Node[]): void {
  const history = topological(given, (node) => !node.tracked)
  if (history.some(({ owners }) => owners)) throw ungathered()
  reached(history)
}

/** Refuses what a function uses from outside if it belongs to a trace that is over. */
export function checkCaptured(captured: readonly Node[]): void {
  if (isTracing()) return
  for (const node of captured) if (node.abstract) throw escaped(node)
}

/** Runs `f`, in which variables have other values: derivatives go through these, and what is assigned is gone afterwards. */
export function substituting<T>(values: ReadonlyMap<Rebindable, Node>, f: () => T): T {
  substitutions.push({ values: new Map(values), level: stack.length })
  try {
    return f()
  } finally {
    substitutions.pop()
  }
}

/** The value outside of any trace, for others to hold. */
function heldBy({ current }: Rebindable): Node {
  if (!exclusive) current.store?.share()
  return current
}

/** The node that stands for a variable here and now. */
export function readVariable(variable: Rebindable): Node {
  if (!isTracing()) return heldBy(variable)
  // what stands for it outside of a compiled function is an input of that function, as the variable's own value is
  const at = stack.findLastIndex((trace) => trace.kind === 'jit')
  const once = stack.findLastIndex((trace) => trace.kind === 'once' && trace.writes.has(variable))
  const substitute = substituted(variable, Math.max(at, once) + 1)?.get(variable)
  if (substitute) return substitute
  if (once > at) return stack[once]!.writes.get(variable)!
  const trace = stack[at]
  if (!trace) return heldBy(variable)
  const written = trace.writes.get(variable) ?? trace.reads.get(variable)
  if (written) return written
  const { owners, tracked } = variable.current
  const typeNow = (): TensorType => (substituted(variable)?.get(variable) ?? variable.current).type
  const type = typeNow()
  const stand = parameter(type, trace.reads.size, 'jit', tracked)
  stand.owners = owners
  // a variable that is frozen takes no gradient, and one that is substituted may have another dtype
  trace.assumptions.push(() => variable.current.tracked === tracked && typeNow().dtype === type.dtype)
  trace.reads.set(variable, stand)
  return stand
}

/** Gives a variable a new value inside a trace or where it is substituted; false where it is neither. */
export function writeVariable(variable: Rebindable, value: () => Node): boolean {
  if (!isTracing()) return false
  const inside = substituted(variable, stack.length)
  if (inside) {
    inside.set(variable, value())
    return true
  }
  const trace = stack.at(-1)
  if (!trace) return false
  if (trace.kind === 'body')
    throw new TraceError(
      'assign: a Variable was given a value inside vmap, scan, cond or another traced body, where it would happen once. ' +
        'Return the new value, or carry it through the loop; give random numbers a key.',
    )
  readVariable(variable)
  trace.writes.set(variable, value())
  return true
}
