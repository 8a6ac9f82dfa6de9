import { call } from '../build/call.ts'
import type { Expr } from '../expr.ts'
import { toNumber } from '../number/rational.ts'
import { isKnownFunction } from '../parse/names.ts'
import { spend } from '../work.ts'
import { type Body, binderValue, partialValue } from './binders.ts'
import { EvaluationError } from './errors.ts'
import { type RealFunction, realConstants, realFunctions, realPower } from './functions.ts'
import { type Binder, binderOf, operandsOf, walkOperands } from './operands.ts'
import { rootSumFunction } from './root-sum.ts'
import { stable } from './stable.ts'

/** One step: computes the slot `to` from the slots of the arguments. */
type Step = (slots: Float64Array) => void

/** A straight-line program for the distinct nodes of some expressions, arguments first. */
export interface Program {
  readonly slots: Float64Array
  readonly inputs: ReadonlyMap<Expr, number>
  readonly outputs: readonly number[]
  run(): void
}

/** Each distinct node gets a slot; no recursion, so any depth evaluates. */
export function program(roots: readonly Expr[]): Program {
  const order: Expr[] = []
  const slot = new Map<Expr, number>()
  for (const root of roots)
    walkOperands(
      root,
      (e) => {
        slot.set(e, order.length)
        order.push(e)
      },
      slot,
    )
  const slots = new Float64Array(order.length)
  const inputs = new Map<Expr, number>()
  const steps: Step[] = []
  order.forEach((e, to) => {
    if (e.kind === 'symbol') inputs.set(e, to)
    else if (e.kind === 'number') slots[to] = toNumber(e.value)
    else if (e.kind === 'constant') slots[to] = realConstants[e.name]!
    else
      steps.push(
        stepOf(
          e,
          to,
          operandsOf(e).map((a) => slot.get(a)!),
        ),
      )
  })
  return {
    slots,
    inputs,
    outputs: roots.map((root) => slot.get(root)!),
    run: () => {
      for (let i = 0; i < steps.length; i++) steps[i]!(slots)
    },
  }
}

/** The function that computes a call from its operands, or a typed error that says it is not known. */
export function realFunctionOf(e: Expr): RealFunction {
  const binder = binderOf(e)
  if (binder !== undefined)
    return binder.kind === 'RootSum' ? rootSumFunction(e, binder, program) : binderFunction(binder)
  const f = isKnownFunction(e.name, e.args.length) ? realFunctions[e.name] : undefined
  if (f === undefined)
    throw new EvaluationError(
      `evaluate: ${e.toString()} has no numerical value: ${e.name} is not a known function. Substitute it first.`,
    )
  if (e.weights.length === 0) return f
  return e.name === 'dirac' ? (x) => (x === 0 ? Number.NaN : x! - x!) : partialValue(f, e)
}

function binderFunction(binder: Binder): RealFunction {
  const logBody = binder.kind === 'Product' ? bodyOf(binder, call('log', binder.body)) : undefined
  return binderValue(binder, bodyOf(binder, binder.body), logBody)
}

/** The body is a program of its own, run once for each value of the variable. */
function bodyOf(binder: Binder, e: Expr): Body {
  const p = program([stable(e)])
  const variable = p.inputs.get(binder.variable)
  const slots = binder.outer.map((s) => p.inputs.get(s))
  const result = p.outputs[0]!
  return (outer) => {
    slots.forEach((slot, i) => {
      if (slot !== undefined) p.slots[slot] = outer[i]!
    })
    return (x) => {
      spend(p.slots.length)
      if (variable !== undefined) p.slots[variable] = x
      p.run()
      return p.slots[result]!
    }
  }
}

function stepOf(e: Expr, to: number, from: readonly number[]): Step {
  const a = from[0]!
  const b = from[1]!
  switch (e.kind) {
    case 'sum': {
      const weights = Float64Array.from(e.weights, toNumber)
      const start = toNumber(e.value)
      return (s) => {
        let total = start
        for (let i = 0; i < from.length; i++) total += weights[i]! * s[from[i]!]!
        s[to] = total
      }
    }
    case 'product': {
      const start = toNumber(e.value)
      return (s) => {
        let total = start
        for (let i = 0; i < from.length; i++) total *= s[from[i]!]!
        s[to] = total
      }
    }
    case 'power':
      return (s) => {
        s[to] = realPower(s[a]!, s[b]!)
      }
    case 'call': {
      const f = realFunctionOf(e)
      if (from.length === 1)
        return (s) => {
          s[to] = f(s[a]!)
        }
      return (s) => {
        s[to] = f(...from.map((i) => s[i]!))
      }
    }
    case 'piecewise':
      return (s) => {
        s[to] = Number.NaN
        for (let i = 0; i < from.length; i += 2)
          if (s[from[i + 1]!] === 1) {
            s[to] = s[from[i]!]!
            return
          }
      }
    case 'relation': {
      const holds = comparisons[e.name]!
      return (s) => {
        s[to] = holds(s[a]!, s[b]!) ? 1 : 0
      }
    }
    default:
      return (s) => {
        const truths = from.map((i) => s[i] === 1)
        s[to] = (
          e.name === 'not'
            ? !truths[0]
            : e.name === 'and'
              ? truths.every(Boolean)
              : truths.some(Boolean)
        )
          ? 1
          : 0
      }
  }
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
}
