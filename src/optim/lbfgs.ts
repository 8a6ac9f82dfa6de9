import { requireFunction, shown } from '../errors.ts'
import { checkWord, optionsOf } from '../options.ts'
import { noGrad, Tensor, tensor, type Variable } from '../tensor/core.ts'
import { called } from '../tensor/operands.ts'
import { isTracing } from '../tensor/trace.ts'
import { flatten, type Lifted } from '../tensor/tree.ts'
import { checkRange, OptimizerError } from './errors.ts'
import { checkRate } from './functional.ts'
import type { Evaluation } from './line-search.ts'
import { listOf } from './optimizer.ts'
import { initialState, type QuasiNewtonState, quasiNewtonStep, type StepLimits } from './quasi-newton.ts'
import { assignAll, checkVariable } from './variables.ts'

export interface LBFGSOptions {
  /** The step length, or the first one tried (1). */
  readonly lr?: number
  /** Iterations in one step (20). */
  readonly maxIter?: number
  /** Evaluations after which a step ends (1.25 maxIter); a line search may make one more. */
  readonly maxEval?: number
  /** Stops where no number of the gradient is larger (1e-7). */
  readonly toleranceGrad?: number
  /** Stops where neither the point nor the loss changes by more (1e-9). */
  readonly toleranceChange?: number
  /** How many changes are remembered (100). */
  readonly historySize?: number
  /** 'strongWolfe' looks for a good step length each time; none takes lr. */
  readonly lineSearchFn?: 'strongWolfe' | undefined
}

function limitsOf(options: LBFGSOptions): StepLimits {
  const {
    lr,
    maxIter,
    maxEval = Math.floor((maxIter * 5) / 4),
    toleranceGrad,
    toleranceChange,
    historySize,
    lineSearchFn,
  } = optionsOf('LBFGS', options, {
    lr: 1,
    maxIter: 20,
    maxEval: undefined,
    toleranceGrad: 1e-7,
    toleranceChange: 1e-9,
    historySize: 100,
    lineSearchFn: undefined,
  })
  if (lineSearchFn !== undefined) checkWord('LBFGS', 'lineSearchFn', lineSearchFn, ['strongWolfe'])
  checkRange('LBFGS', { lr, toleranceGrad, toleranceChange })
  checkRange('LBFGS', { maxIter, maxEval, historySize }, 1)
  return { lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearch: lineSearchFn }
}

function gather(tensors: readonly Tensor[]): Float64Array {
  const flat = new Float64Array(tensors.reduce((sum, { size }) => sum + size, 0))
  let at = 0
  for (const part of tensors) {
    flat.set(part.data(), at)
    at += part.size
  }
  return flat
}

function spread(flat: Float64Array, like: readonly Tensor[]): Tensor[] {
  let at = 0
  return like.map(({ shape, dtype, size }) => {
    const part = flat.subarray(at, at + size)
    at += size
    return tensor(part, { shape, dtype })
  })
}

/** Refuses what is no memory of the curvature. Throws: OptimizerError. */
function checkMemory(operation: string, state: QuasiNewtonState | undefined): void {
  const { last, pairs } = Object(state) as Partial<QuasiNewtonState>
  if (!Array.isArray(pairs) || (last && typeof last.gradient?.length !== 'number'))
    throw new OptimizerError(
      operation,
      `the state is ${shown(state)}: it must be what init or stateDict gave.`,
    )
}

/**
 * Limited-memory BFGS, functional: `update(valueAndGrad(f), state, params)` makes up to `maxIter` iterations.
 * It decides on the values that it finds, so it runs outside of `jit` (the function that it is given may be compiled).
 * Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization" (1989).
 */
export function lbfgs(lr: number | LBFGSOptions = {}, options: LBFGSOptions = {}) {
  checkRate('LBFGS', lr)
  const limits = limitsOf(typeof lr === 'number' ? { ...options, lr } : lr)
  return {
    name: 'LBFGS',
    init: (_params: unknown): QuasiNewtonState => initialState,
    update<P>(
      f: (params: P) => readonly [value: Tensor, grads: unknown],
      state: QuasiNewtonState,
      params: P,
    ): { params: Lifted<P>; state: QuasiNewtonState; value: number } {
      requireFunction('LBFGS', f, 'what gives the value and the gradients, as valueAndGrad(loss),')
      checkMemory('LBFGS', state)
      const flat = flatten(params, 'LBFGS')
      const evaluate = (x: Float64Array): Evaluation => {
        const made: unknown = f(flat.rebuild(spread(x, flat.leaves)) as P)
        const [value, grads] = Array.isArray(made) ? made : []
        const gradients = flatten(grads, 'LBFGS')
        if (!(value instanceof Tensor) || gradients.structure !== flat.structure)
          throw new OptimizerError(
            'LBFGS',
            `the function returned ${shown(made)}: it must return the value and gradients that are nested as the parameters, as valueAndGrad(loss) does.`,
          )
        return { loss: value.item(), gradient: gather(gradients.leaves) }
      }
      const { x, first, state: next } = quasiNewtonStep(evaluate, gather(flat.leaves), state, limits)
      return { params: flat.rebuild(spread(x, flat.leaves)) as Lifted<P>, state: next, value: first.loss }
    },
  }
}

/**
 * Limited-memory BFGS with an optional strong-Wolfe line search, for full batches and small problems.
 *
 * @example
 * const optimizer = new LBFGS(model.parameters(), { lineSearchFn: 'strongWolfe' })
 * optimizer.step(() => {
 *   optimizer.zeroGrad()
 *   const loss = objective()
 *   loss.backward()
 *   return loss
 * })
 */
export class LBFGS {
  readonly parameters: readonly Variable[]
  #options: LBFGSOptions
  #state = initialState
  /** The learning rate in the form that schedulers change. */
  readonly groups: readonly { lr: number; initialLr: number | undefined }[]

  constructor(params: Iterable<Tensor>, options: LBFGSOptions = {}) {
    this.parameters = listOf('LBFGS', params).map((parameter) => checkVariable('LBFGS', parameter))
    this.#options = options
    const { lr } = limitsOf(options)
    this.groups = [{ lr, initialLr: undefined }]
  }

  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = undefined
  }

  /** Runs the closure, which computes the loss and its gradients, as often as it needs; returns the first loss. */
  step(closure: () => Tensor): Tensor {
    if (isTracing())
      throw new OptimizerError(
        'LBFGS',
        'step decides on values, which do not exist inside jit: compile the closure instead.',
      )
    requireFunction('LBFGS.step', closure, 'what computes the loss, and calls backward,')
    let firstLoss: Tensor | undefined
    const move = (x: Float64Array): void => {
      const values = spread(x, this.parameters)
      noGrad(() => assignAll(this.parameters.map((parameter, i) => [parameter, values[i]!] as const)))
    }
    const evaluate = (x: Float64Array): Evaluation => {
      if (firstLoss) move(x)
      const loss = called('LBFGS.step', closure, [])
      if (!(loss instanceof Tensor))
        throw new OptimizerError(
          'LBFGS',
          `the closure returned ${shown(loss)}: it must return the loss, a tensor.`,
        )
      firstLoss ??= loss
      const gradients = this.parameters.map((p) => p.grad?.data() ?? new Float64Array(p.size))
      return { loss: loss.item(), gradient: Float64Array.from(gradients.flatMap((g) => [...g])) }
    }
    const limits = limitsOf({ ...this.#options, lr: this.groups[0]!.lr })
    const { x, state } = quasiNewtonStep(evaluate, gather(this.parameters), this.#state, limits)
    move(x)
    this.#state = state
    return firstLoss!
  }

  toString(): string {
    const told = { parameters: this.parameters.length, ...this.stateDict().options }
    return `LBFGS(${Object.entries(told)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join(', ')})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The options and the memory of the curvature. */
  stateDict(): { options: LBFGSOptions; state: QuasiNewtonState } {
    return { options: { ...this.#options, lr: this.groups[0]!.lr }, state: this.#state }
  }
  loadStateDict(saved: { options: LBFGSOptions; state: QuasiNewtonState }): void {
    const { options, state } = Object(saved) as typeof saved
    checkMemory('LBFGS', state)
    const length = this.parameters.reduce((sum, { size }) => sum + size, 0)
    if (state.last && state.last.gradient.length !== length)
      throw new OptimizerError(
        'LBFGS',
        `loadStateDict: the state is of ${state.last.gradient.length} numbers, the parameters have ${length}.`,
      )
    this.groups[0]!.lr = limitsOf(options).lr
    this.#options = options
    this.#state = state
  }
}
