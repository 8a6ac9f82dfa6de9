import '../compile/bridge/subjects/custom.ts'
import { NablaError, requireFunction, shown } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { results as resultsOf } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { custom } from '../transform/control/custom.ts'
import { matching } from './gradient.ts'
import { enableGrad } from './operands.ts'
import { Tensor, type Variable } from './tensor.ts'
import { substituting, Trace } from './trace.ts'
import { around, leafNodes, traceBody } from './tracing.ts'
import { flatten, type Lifted, type Loose } from './tree.ts'

type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Loose<A[K]> }
/** Runs a rule: what it is given may stand for a value that is not there yet, also where nothing is traced. */
const ruling = <T>(rule: () => T): T => substituting(new Map(), () => enableGrad(rule))

/**
 * The same function, whose inside is computed again in the backward pass instead of being kept: less memory, more time.
 * Dropout in it draws the same numbers again, and running statistics are updated once.
 * Source: Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost" (2016).
 */
export function checkpoint<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
): (...args: Arguments<A>) => R {
  requireFunction('checkpoint', f)
  return (...args) => {
    const running = new Trace('once')
    const { graph, captured, output } = traceBody(f as never, args, 'checkpoint', running)
    const results = resultsOf(apply(custom.remat, [...leafNodes(args), ...captured], { graph }) as Node)
    let at = output.leaves.length
    for (const [variable, node] of running.writes)
      (variable as Variable).assign(new Tensor(node.abstract ? results[at++]! : node))
    return around(output, results) as R
  }
}

/**
 * `f` with a forward derivative of your own (reverse mode follows from it): `rule(primals, tangents)` returns the tangent
 * of the value, linear in the tangents.
 *
 * @example
 * const log1pexp = customJvp(
 *   (x: Tensor) => x.exp().add(1).log(),
 *   ([x], [dx]) => x.sigmoid().mul(dx),
 * )
 */
export function customJvp<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
  rule: (primals: Lifted<A>, tangents: Lifted<A>) => R,
): (...args: Arguments<A>) => R {
  requireFunction('customJvp', f)
  requireFunction('customJvp', rule, 'the rule')
  return (...args) => {
    const traced = traceBody(f as never, args, 'customJvp')
    const flat = flatten(args)
    const run = (primals: readonly Node[], tangents: readonly Node[]): Node[] => {
      const returned = ruling(() =>
        rule(around(flat, primals) as Lifted<A>, around(flat, tangents) as Lifted<A>),
      )
      return matching(
        'customJvp',
        'tangent that the rule returned',
        returned,
        traced.graph.results,
        traced.output,
      )
    }
    const made = apply(custom.custom_jvp, [...leafNodes(args), ...traced.captured], {
      graph: traced.graph,
      rule: run,
    })
    return around(traced.output, resultsOf(made as Node)) as R
  }
}

/**
 * `f` with a reverse derivative of your own: `forward(...args)` returns [value, residuals], and
 * `backward(residuals, cotangent)` one cotangent an argument (null for none). Forward mode follows from it, since a rule is linear in
 * the cotangent: one that is not, as clipping, counts there as it is for small ones.
 *
 * @example
 * const clipped = customVjp(
 *   (x: Tensor) => x,
 *   (x) => [x, null],
 *   (_, ct) => [ct.clip(-1, 1)],
 * )
 */
export function customVjp<A extends unknown[], R, S>(
  f: (...args: A) => R,
  forward: (...args: A) => readonly [R, S],
  backward: (residuals: S, cotangent: Lifted<R>) => readonly unknown[],
): (...args: Arguments<A>) => R {
  requireFunction('customVjp', backward, 'backward')
  return (...args) => {
    const traced = traceBody(f as never, args, 'customVjp')
    const flat = flatten(args)
    const counts = args.map((arg) => flatten(arg).leaves.length)
    const run = (primals: readonly Node[], cotangents: readonly Node[]): (Node | undefined)[] =>
      ruling(() => {
        const returned = forward(...(around(flat, primals) as A))
        if (!Array.isArray(returned))
          throw new NablaError('customVjp: forward must return [value, residuals].')
        const residuals = returned[1] as S
        const given = backward(residuals, around(traced.output, cotangents) as Lifted<R>)
        if (!Array.isArray(given) || given.length !== args.length)
          throw new NablaError(
            `customVjp: backward returned ${shown(given)}: it must return an array of ${args.length}, one an argument (null for none).`,
          )
        let at = 0
        const found = given.flatMap((cotangent: unknown, i): (Node | undefined)[] => {
          const wanted = primals.slice(at, at + counts[i]!)
          at += counts[i]!
          return cotangent === null || cotangent === undefined
            ? wanted.map(() => undefined)
            : matching('customVjp', `cotangent of argument ${i}`, cotangent, wanted, flatten(args[i]))
        })
        return found.map((node, i) => (node && isFloat(primals[i]!.dtype) ? node : undefined))
      })
    const made = apply(custom.custom_vjp, [...leafNodes(args), ...traced.captured], {
      graph: traced.graph,
      rule: run,
    })
    return around(traced.output, resultsOf(made as Node)) as R
  }
}
