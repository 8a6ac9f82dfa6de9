import { constant, fraction, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { half, multiply, Rational } from '../number/rational.ts'

/*
 * Functions that are integrals, for large arguments: by exponentials, sines and cosines times tails, which have
 * expansions in powers of 1/u. Source: NIST Digital Library of Mathematical Functions, 6.12, 7.12.
 */

const pi = (): Expr => constant('pi')
const tail = (name: string, u: Expr): Expr => call(` ${name} tail`, u)

/** f(u), or f(-u) where `up` is false, for u that tends to infinity; undefined where it is not real. */
export function integralTail(name: string, u: Expr, up: boolean): Expr | undefined {
  const odd = (e: Expr): Expr => (up ? e : negate(e))
  switch (name) {
    case 'Si':
      return odd(
        subtract(
          scale(pi(), half),
          sum(multiplyAll([tail('f', u), call('cos', u)]), multiplyAll([tail('g', u), call('sin', u)])),
        ),
      )
    case 'Ci':
      return up
        ? subtract(multiplyAll([tail('f', u), call('sin', u)]), multiplyAll([tail('g', u), call('cos', u)]))
        : undefined
    case 'Ei':
      return up ? multiplyAll([exp(u), tail('Ei', u)]) : negate(multiplyAll([exp(negate(u)), tail('E1', u)]))
    case 'E1':
      return up ? multiplyAll([exp(negate(u)), tail('E1', u)]) : undefined
    case 'Shi':
      return odd(
        scale(sum(multiplyAll([exp(u), tail('Ei', u)]), multiplyAll([exp(negate(u)), tail('E1', u)])), half),
      )
    case 'Chi':
      return up
        ? scale(
            subtract(multiplyAll([exp(u), tail('Ei', u)]), multiplyAll([exp(negate(u)), tail('E1', u)])),
            half,
          )
        : undefined
    case 'erf': {
      const rest = multiplyAll([exp(negate(power(u, integer(2)))), call(' erfcx', u)])
      return odd(subtract(integer(1), rest))
    }
    case 'erfi':
      return odd(multiplyAll([exp(power(u, integer(2))), tail('erfi', u)]))
    case 'dawson':
      return odd(scale(multiplyAll([sqrt(pi()), tail('erfi', u)]), half))
    case 'fresnels':
    case 'fresnelc': {
      // u = sqrt(2 v/pi): the Fresnel tails in v = pi u^2/2
      const v = scale(multiplyAll([pi(), power(u, integer(2))]), half)
      const front = divide(integer(1), multiplyAll([pi(), u]))
      const [f, g] = [multiplyAll([front, tail('Ff', v)]), multiplyAll([front, tail('Fg', v)])]
      const wave =
        name === 'fresnels'
          ? sum(multiplyAll([f, call('cos', v)]), multiplyAll([g, call('sin', v)]))
          : subtract(multiplyAll([g, call('cos', v)]), multiplyAll([f, call('sin', v)]))
      return odd(subtract(fraction(1, 2), wave))
    }
    default:
      return undefined
  }
}

/** The coefficient of u^-k in a tail; undefined for what is none. */
export function tailCoefficient(name: string, k: number): Expr | undefined {
  const factorial = (n: number): Rational => {
    let p = Rational.of(1)
    for (let i = 2; i <= n; i++) p = multiply(p, Rational.of(i))
    return p
  }
  const exact = (value: Rational): Expr => scale(integer(1), value)
  const none = integer(0)
  switch (name) {
    case ' f tail':
      return k % 2 === 0 ? none : exact(multiply(factorial(k - 1), Rational.of(k % 4 === 1 ? 1 : -1)))
    case ' g tail':
      return k === 0 || k % 2 === 1
        ? none
        : exact(multiply(factorial(k - 1), Rational.of(k % 4 === 2 ? 1 : -1)))
    case ' Ei tail':
      return k === 0 ? none : exact(factorial(k - 1))
    case ' E1 tail':
      return k === 0 ? none : exact(multiply(factorial(k - 1), Rational.of(k % 2 === 1 ? 1 : -1)))
    case ' erfi tail': {
      // 1/(sqrt(pi) u) (1 + 1/(2u^2) + 1*3/(2u^2)^2 + ...)
      if (k % 2 === 0) return none
      let c = Rational.of(1)
      for (let j = 1; j < k; j += 2) c = multiply(c, Rational.of(j, 2))
      return scale(divide(integer(1), sqrt(pi())), c)
    }
    case ' Ff tail':
    case ' Fg tail': {
      // 1 - 1*3/(2v)^2 + ..., and 1/(2v) - 1*3*5/(2v)^3 + ...
      if (k % 2 !== (name === ' Ff tail' ? 0 : 1)) return none
      let c = Rational.of(Math.floor(k / 2) % 2 === 0 ? 1 : -1)
      for (let j = 1; j <= k; j++) c = multiply(c, Rational.of(2 * j - 1, 2))
      return exact(c)
    }
    default:
      return undefined
  }
}
