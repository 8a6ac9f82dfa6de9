import { call, type FunctionRef, f64, f64x2, i32, type ModuleBuilder, v128 } from '../assembler/index.ts'
import { product } from './double.ts'
import type { Lanes, V } from './lanes.ts'

/** The exact remainder of truncated division, with the sign of x: long division, one bit of the quotient a step. */
function longDivision(module: ModuleBuilder): FunctionRef<readonly ['f64', 'f64'], 'f64'> {
  return module.shared('long_division', ['f64', 'f64'], 'f64', (f, x, y) => {
    const r = f.let(f64.abs(x))
    const divisor = f.let(f64.abs(y))
    const finite = i32.and(f64.lt(r, Infinity), f64.gt(divisor, 0))
    f.if(i32.eqz(i32.and(finite, f64.eq(divisor, divisor))), () => f.return(f64.const(NaN)))
    const multiple = f.copy(divisor)
    f.block((done) => {
      f.brIf(done, f64.lt(r, divisor))
      // the largest divisor 2^k that is not above r; doubling is exact
      f.until(
        () => f64.gt(multiple, f64.mul(r, 0.5)),
        () => f.set(multiple, f64.add(multiple, multiple)),
      )
      f.loop((again) => {
        f.if(f64.ge(r, multiple), () => f.set(r, f64.sub(r, multiple)))
        f.brIf(done, f64.eq(multiple, divisor))
        f.set(multiple, f64.mul(multiple, 0.5))
        f.br(again)
      })
    })
    f.yield(f64.copysign(r, x))
  })
}

/** x - y trunc(x / y), exactly, for float64 lanes. */
export function remainder(l: Lanes, xArgument: V, yArgument: V): V {
  const { f, module } = l.e
  const divide = longDivision(module)
  const x = l.let(xArgument)
  const y = l.let(yArgument)
  const a = l.let(l.abs(x))
  const b = l.let(l.abs(y))
  const q = l.let(l.trunc(l.div(a, b)))
  // a quotient of so many bits is right or, rounded up, one too large; and both differences are exact
  const p = product(l, q, b)
  const r = l.let(l.sub(l.sub(a, p.high), p.low))
  const found = f.copy(l.copySign(l.select(l.lt(r, 0), l.add(r, b), r), x))
  const short = v128.and(l.lt(q, 2 ** 52), l.lt(b, Infinity))
  f.if(v128.anyTrue(v128.not(short)), () => {
    const lane = (k: number) => call(divide, f64x2.extractLane(k, x), f64x2.extractLane(k, y))
    f.set(found, f64x2.replaceLane(1, f64x2.splat(lane(0)), lane(1)))
  })
  return found
}
