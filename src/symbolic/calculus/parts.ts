import { flag } from '../build/assumptions.ts'
import { integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { mayBeComplex } from '../build/complex-parts.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { heldDerivative } from './forms.ts'

const square = (e: Expr): Expr => power(e, integer(2))

/** Derivatives by a real variable of the functions that have none by a complex one; z is the argument, dz its slope. */
const byRealVariable: Readonly<Record<string, (z: Expr, dz: Expr) => Expr>> = {
  re: (_, dz) => call('re', dz),
  im: (_, dz) => call('im', dz),
  conjugate: (_, dz) => call('conjugate', dz),
  // |z|' = (re z re z' + im z im z')/|z|
  abs: (z, dz) => divide(inner(z, dz), call('abs', z)),
  sign: (z, dz) =>
    subtract(
      divide(dz, call('abs', z)),
      divide(multiplyAll([z, inner(z, dz)]), power(call('abs', z), integer(3))),
    ),
  arg: (z, dz) =>
    divide(
      subtract(multiplyAll([call('re', z), call('im', dz)]), multiplyAll([call('im', z), call('re', dz)])),
      square(call('abs', z)),
    ),
}

const inner = (z: Expr, dz: Expr): Expr =>
  sum(multiplyAll([call('re', z), call('re', dz)]), multiplyAll([call('im', z), call('im', dz)]))

/** Of a real value these have derivatives of their own. */
const onRealLine = new Set(['abs', 'sign'])

/** Whether a call takes apart a value that may be complex. */
export const isPart = (e: Expr): boolean =>
  e.kind === 'call' &&
  Object.hasOwn(byRealVariable, e.name) &&
  e.args.length === 1 &&
  (!onRealLine.has(e.name) || mayBeComplex(e.args[0]!))

/** The derivative of such a call by x, given that of its argument; kept where x is complex itself. */
export const partDerivative = (e: Expr, x: Expr, slope: Expr): Expr =>
  x.flags & flag.complex ? heldDerivative(e, x) : byRealVariable[e.name]!(e.args[0]!, slope)
