import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { jit, Tensor, tensor, type Variable, valueAndGrad, variable } from '../tensor/index.ts'
import * as optim from './index.ts'

// The project's own copy, or the shared folder, which may hold more.
const folder = ['../../../shared/data/optim/', '../../test/fixtures/optim/']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url))!
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T

type Options = Record<string, unknown>
interface Row {
  lr: number | number[]
  loss_before: number
  a: number[]
  b: number[]
}
interface Trajectory {
  id: string
  optimizer: string
  options: Options & { groups?: (Options & { params: ('a' | 'b')[] })[]; clipping?: string }
  start: { a: number[]; b: number[] }
  trajectory: Row[]
}

const problem = read<{ A: number[][]; c: number[] }>('problem.json')
const f64 = { dtype: 'float64' } as const
const A = tensor(problem.A, f64)
const c = tensor(problem.c, f64)

/** 0.5*(a-c)^T A (a-c) + (1-b0)^2 + 10*(b1-b0^2)^2 + 0.1*a0*b1 */
function objective({ a, b }: { a: Tensor; b: Tensor }): Tensor {
  const d = a.sub(c)
  const pick = (x: Tensor, i: number): Tensor =>
    x.mul(tensor(x.shape[0] === 3 ? [0, 1, 2] : [0, 1], f64).equal(i)).sum()
  const [b0, b1] = [pick(b, 0), pick(b, 1)]
  const valley = b1.sub(b0.mul(b0))
  return d
    .matmul(A.matmul(d))
    .mul(0.5)
    .add(b0.neg().add(1).square())
    .add(valley.square().mul(10))
    .add(pick(a, 0).mul(b1).mul(0.1))
}

const camel = (name: string): string =>
  name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase()).replace(/_$/, '')
const translate = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [camel(key), typeof value === 'string' ? camel(value) : value]),
  )

const close = (
  actual: Tensor | ArrayLike<number>,
  expected: readonly number[],
  at: string,
  tolerance = 1e-10,
): void => {
  const values = actual instanceof Tensor ? actual.data() : actual
  expected.forEach((value, i) => {
    const error = Math.abs(values[i]! - value) / Math.max(1, Math.abs(value))
    expect(error, `${at}[${i}]: ${values[i]} instead of ${value}`).toBeLessThan(tolerance)
  })
}

type Constructor = new (params: unknown, options: Options) => optim.Optimizer & optim.LBFGS
type Factory = (options: Options) => optim.FunctionalOptimizer

const isClipping = (options: Options): boolean => typeof options['clipping'] === 'string'

function clip(options: Options, parameters: Variable[]): void {
  const { clipping, clipValue, maxNorm, normType } = translate(options) as Record<string, number> & {
    clipping?: string
  }
  if (!clipping) return
  if (clipping === 'clipGradValue') optim.clipGradValue(parameters, clipValue!)
  else optim.clipGradNorm(parameters, maxNorm!, normType ?? 2)
}

const trajectories = read<Trajectory[]>('trajectories.json')
const named = (optimizer: string): string => optimizer.split('.').at(-1)!

describe.each(trajectories)('$id', ({ optimizer, options, start, trajectory }) => {
  const name = named(optimizer)

  function run(compiled: boolean): void {
    const a = variable(start.a, f64)
    const b = variable(start.b, f64)
    const Class = (optim as unknown as Record<string, Constructor>)[name]!
    const { groups, ...rest } = options
    const params = groups
      ? groups.map(({ params: names, ...own }) => ({
          ...translate(own),
          params: names.map((key) => ({ a, b })[key]),
        }))
      : [a, b]
    const { clipping: _, clipValue: __, maxNorm: ___, normType: ____, ...own } = translate(rest)
    const stepper = new Class(params, own)
    const closure = (): Tensor => {
      stepper.zeroGrad()
      const loss = objective({ a, b })
      loss.backward()
      clip(options, [a, b])
      return loss
    }
    const step = (): Tensor => stepper.step(closure)
    const go = compiled ? jit(step) : step
    trajectory.forEach((row, i) => {
      close([go().item()], [row.loss_before], `loss before step ${i + 1}`)
      close(a, row.a, `a after step ${i + 1}`)
      close(b, row.b, `b after step ${i + 1}`)
    })
  }

  test('object form', () => run(false))
  test.skipIf(name === 'LBFGS')('object form under jit', () => run(true))

  test.skipIf(options.groups !== undefined || isClipping(options))('functional form', () => {
    const factory = (optim as unknown as Record<string, Factory>)[name.toLowerCase()]!
    const stepper = factory(translate(options))
    let params = { a: tensor(start.a, f64), b: tensor(start.b, f64) }
    let state = stepper.init(params)
    const update = (p: typeof params, s: typeof state) =>
      name === 'LBFGS'
        ? stepper.update(valueAndGrad(objective), s, p)
        : stepper.update(valueAndGrad(objective)(p)[1], s, p)
    const step = (name === 'LBFGS' ? update : jit(update)) as typeof update
    trajectory.forEach((row, i) => {
      ;({ params, state } = step(params, state))
      close(params.a, row.a, `a after step ${i + 1}`)
      close(params.b, row.b, `b after step ${i + 1}`)
    })
  })
})

interface Schedule {
  id: string
  scheduler: string
  options: Options & { schedulers?: string[]; milestones?: number[] }
  base_lr: number
  lr: number[]
  momentum?: number[]
  metrics?: number[]
}

type SchedulerClass = new (...args: unknown[]) => { step(metric?: number): void }
const schedulerClass = (name: string): SchedulerClass =>
  (optim as unknown as Record<string, SchedulerClass>)[named(name)]!

/** `ConstantLR(factor=0.1,total_iters=3)` */
function parseScheduler(text: string, optimizer: optim.Optimizer): unknown {
  const [, name, args] = /^(\w+)\((.*)\)$/.exec(text)!
  const options = Object.fromEntries(
    args!.split(',').map((part) => part.split('=').map((side) => side.trim())),
  )
  const numbers = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, Number(value)]))
  return new (schedulerClass(name!))(optimizer, translate(numbers))
}

/** Python lambdas of `epoch`, given as text. */
function parseLambda(text: string): (epoch: number) => number {
  const body = text
    .replace(/^lambda \w+:/, '')
    .replace(/\b(?!epoch\b)[a-z]\w*\b/g, (word) => (word === 'e' || word === 't' ? 'epoch' : word))
  return (epoch) => new Function('epoch', `return ${body}`)(epoch) as number
}

describe('schedulers', () => {
  test.each(read<Schedule[]>('schedulers.json'))(
    '$id',
    ({ scheduler, options, base_lr, lr, momentum, metrics }) => {
      const w = variable([0], f64)
      const optimizer = new optim.SGD([w], { lr: base_lr, momentum: 0.9 })
      const Class = schedulerClass(scheduler)
      const own = translate(options)
      // Python's T_max, T_0, T_mult
      for (const key of Object.keys(own))
        if (/^T_?[A-Z0-9]/.test(key)) {
          own[key[0]!.toLowerCase() + key.slice(1).replace('_', '')] = own[key]
          delete own[key]
        }
      const lambda = own['lambda'] ?? own['lrLambda']
      delete own['lambda']
      if (typeof lambda === 'string')
        own['lrLambda'] = parseLambda((options['lambda_'] as string) ?? options['lr_lambda'])
      const made = options.schedulers
        ? (() => {
            const schedulers = options.schedulers.map((text) => parseScheduler(text, optimizer))
            return named(scheduler) === 'ChainedScheduler'
              ? new Class(schedulers)
              : new Class(optimizer, { ...own, schedulers })
          })()
        : new Class(optimizer, own)
      lr.forEach((rate, i) => {
        close([optimizer.groups[0]!.lr], [rate], `rate after ${i} steps`, 1e-12)
        if (momentum)
          close([optimizer.groups[0]!.options.momentum!], [momentum[i]!], `momentum after ${i} steps`, 1e-12)
        if (i < lr.length - 1) made.step(metrics?.[i])
      })
    },
  )
})
