import {
  call,
  type Expr,
  type FunctionRef,
  f64,
  f64x2,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts'
import { quick, sum } from './double.ts'
import type { Lanes } from './lanes.ts'

const wordBits = 64n
const words = 20n

/**
 * 2/pi in words of 64 bits after a word of zeros (so that small exponents find their bits too), by Machin's formula
 * pi/4 = 4 atan(1/5) - atan(1/239), with a word more than is kept.
 */
function makeTwoOverPi(): bigint[] {
  const bits = wordBits * (words + 1n)
  const one = 1n << bits
  // atan(1/n) = 1/n - 1/(3 n^3) + 1/(5 n^5) - ...
  const arctangent = (n: bigint): bigint => {
    let sum = 0n
    for (let power = one / n, k = 1n; power; power /= -n * n, k += 2n) sum += power / k
    return sum
  }
  const quotient = (one * one) / (2n * (4n * arctangent(5n) - arctangent(239n)))
  return Array.from({ length: Number(words) + 1 }, (_, i) =>
    BigInt.asUintN(64, quotient >> (bits - wordBits * BigInt(i))),
  )
}

let twoOverPi: readonly bigint[] | undefined

/** 64 bits of 2/pi from a bit position on. */
function bitsOfTwoOverPi(module: ModuleBuilder): FunctionRef<readonly ['i32'], 'i64'> {
  twoOverPi ??= makeTwoOverPi()
  const own = twoOverPi
  const word = module.shared('two_over_pi_word', ['i32'], 'i64', (f, index) => {
    f.switch(
      index,
      own.map((bits) => () => f.return(i64.const(bits))),
    )
    f.yield(i64.const(0n))
  })
  return module.shared('two_over_pi', ['i32'], 'i64', (f, position) => {
    const index = f.let(i32.shrU(position, 6))
    const shift = f.let(i64.extendU(i32.and(position, 63)))
    const high = i64.shl(call(word, index), shift)
    const low = i64.shrU(i64.shrU(call(word, i32.add(index, 1)), 1), i64.sub(63, shift))
    f.yield(i64.or(high, low))
  })
}

/** Upper 64 bits of a product of unsigned numbers. */
function upperProduct(module: ModuleBuilder): FunctionRef<readonly ['i64', 'i64'], 'i64'> {
  return module.shared('upper_product', ['i64', 'i64'], 'i64', (f, a, b) => {
    const low = (x: Expr<'i64'>): Expr<'i64'> => i64.and(x, i64.const(0xffffffffn))
    const high = (x: Expr<'i64'>): Expr<'i64'> => i64.shrU(x, 32)
    const ll = f.let(i64.mul(low(a), low(b)))
    const lh = f.let(i64.mul(low(a), high(b)))
    const hl = f.let(i64.mul(high(a), low(b)))
    const middle = f.let(i64.add(i64.add(high(ll), low(lh)), low(hl)))
    f.yield(i64.add(i64.add(i64.mul(high(a), high(b)), high(middle)), i64.add(high(lh), high(hl))))
  })
}

/**
 * x modulo pi/2 for 2^20 <= |x|: `want` 0 gives the remainder in [-pi/4, pi/4], 1 its rounding error, 2 the quadrant.
 * Source: Payne and Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983.
 */
function payneHanek(module: ModuleBuilder): FunctionRef<readonly ['f64', 'i32'], 'f64'> {
  const bits = bitsOfTwoOverPi(module)
  const upper = upperProduct(module)
  return module.shared('payne_hanek', ['f64', 'i32'], 'f64', (f, x, want) => {
    const pattern = f.let(i64.reinterpret(x))
    const field = f.let(i32.and(i32.wrap(i64.shrU(pattern, 52)), 0x7ff))
    f.if(i32.eq(field, 0x7ff), () => f.return(f64.const(NaN)))
    const significand = f.let(i64.or(i64.and(pattern, i64.const((1n << 52n) - 1n)), i64.const(1n << 52n)))
    // |x| = significand 2^(field - 1075); bits of 2/pi that only add multiples of 4 quadrants are left out
    const position = f.let(i32.sub(field, 1075 - 62))
    const second = f.let(call(bits, i32.add(position, 64)))
    const third = call(upper, significand, call(bits, i32.add(position, 128)))
    const lowSum = f.let(i64.add(i64.mul(significand, second), third))
    const carry = i64.extendU(i64.ltU(lowSum, i64.mul(significand, second)))
    const first = i64.add(i64.mul(significand, call(bits, position)), call(upper, significand, second))
    // in quadrants: two bits before the point, 62 + 64 after it
    const whole = f.let(i64.add(first, carry))
    const quadrant = f.let(i64.shrU(i64.add(whole, i64.const(1n << 61n)), 62))
    const fraction = f.let(i64.sub(whole, i64.shl(quadrant, 62)))
    const high = f.let(f64.convertI64S(fraction))
    const rest = f.let(
      f64.add(
        f64.mul(f64.convertI64S(i64.sub(fraction, truncate(high))), 2 ** -62),
        f64.mul(f64.convertI64U(lowSum), 2 ** -126),
      ),
    )
    // times pi/2 = P1 + P2, with the leading product exact
    const scaled = f.let(f64.mul(high, 2 ** -62))
    const head = f.let(f64.reinterpret(i64.and(i64.reinterpret(scaled), i64.const(~((1n << 27n) - 1n)))))
    const tail = f.let(f64.add(f64.sub(scaled, head), rest))
    const main = f.let(f64.mul(head, 1.5707963109016418))
    const small = f.let(f64.add(f64.mul(head, 1.5893254773528196e-8), f64.mul(tail, Math.PI / 2)))
    const r = f.let(f64.add(main, small))
    const error = f64.sub(small, f64.sub(r, main))
    const sign = f.let(f64.copysign(f64.const(1), x))
    f.if(i32.eq(want, 2), () => f.return(f64.mul(sign, f64.convertI64U(quadrant))))
    f.if(i32.eq(want, 1), () => f.return(f64.mul(sign, error)))
    f.yield(f64.mul(sign, r))
  })
}

/** A float that holds an integer below 2^63, as that integer. */
const truncate = (x: Expr<'f64'>): Expr<'i64'> => ({ type: 'i64', code: [0xfc, 6], operands: [x] })

/** x = n pi/2 + r + low for a vector of float64, with the integer n in the low bits of each lane. */
export interface ReducedAngle {
  readonly r: Local<'v128'>
  readonly low: Local<'v128'>
  readonly n: Local<'v128'>
}

/** Cody and Waite's reduction in three parts up to 2^20, Payne and Hanek's for lanes beyond. */
export function reduceAngle(l: Lanes, x: Local<'v128'>): ReducedAngle {
  const { f, module } = l.e
  const n = l.let(l.add(l.mul(x, 2 / Math.PI), l.magic))
  const count = l.let(l.sub(n, l.magic))
  const a = l.let(l.sub(x, l.mul(count, 1.5707963267341256)))
  const b = sum(l, a, l.let(l.mul(count, -6.077100506303966e-11)))
  const c = sum(l, b.high, l.let(l.mul(count, -2.0222662487959506e-21)))
  const { high: r, low } = quick(l, c.high, l.let(l.add(b.low, c.low)))
  f.if(v128.anyTrue(v128.not(l.lt(l.abs(x), 2 ** 20))), () => {
    const slow = payneHanek(module)
    for (let lane = 0; lane < 2; lane++) {
      const value = f.let(f64x2.extractLane(lane, x))
      f.if(i32.eqz(f64.lt(f64.abs(value), 2 ** 20)), () => {
        f.set(r, f64x2.replaceLane(lane, r, call(slow, value, 0)))
        f.set(low, f64x2.replaceLane(lane, low, call(slow, value, 1)))
        f.set(n, f64x2.replaceLane(lane, n, f64.add(call(slow, value, 2), l.magic)))
      })
    }
  })
  return { r, low, n }
}
