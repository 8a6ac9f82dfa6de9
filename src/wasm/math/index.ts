import { v128 } from '../assembler/index.ts'
import { exp, exp2, expm1, sigmoid, tanh } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log, log1p, log2 } from './logarithm.ts'
import { inline, type MathFunction, type Row } from './row.ts'

/** One row a function; who brings more of them adds them. */
export const functions: Record<string, Row> = {
  exp: inline(22, exp),
  tanh: inline(25, tanh),
  logistic: inline(30, sigmoid),
  log: inline(35, log),
  rsqrt: inline(10, (l, x) => l.div(1, l.sqrt(x))),
  reciprocal: inline(4, (l, x) => l.div(1, x)),
  sign: inline(4, sign),
  expm1: inline(30, expm1),
  log1p: inline(45, log1p),
  exp2: inline(25, exp2),
  log2: inline(50, log2),
}

/** Functions with a number in their name, by what stands before it; who brings them adds them. */
export const families: Record<string, (order: number) => Row> = {}

const found = new Map<string, MathFunction>()

/** The function of a name, such as `tanh` or `polygamma3`. */
export function mathFunction(name: string): MathFunction | undefined {
  const [, family, order] = /^(\D+)(\d+)$/.exec(name) ?? []
  const row = functions[name] ?? families[family!]?.(Number(order))
  if (row && !found.has(name)) found.set(name, row(name))
  return found.get(name)
}

/** 1 or -1 with the sign of x; zeros and NaN themselves. */
function sign(l: Lanes, argument: V): V {
  const x = l.let(argument)
  return l.select(v128.or(l.lt(x, 0), l.gt(x, 0)), l.copySign(l.c(1), x), x)
}
