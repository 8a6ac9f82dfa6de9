import { isIntegerNumber } from '../build/atoms.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { linearSlope } from './table.ts'

/** Functions by the exponents of sine and cosine in them. */
const waves: ReadonlyMap<string, readonly [sine: number, cosine: number]> = new Map([
  ['sin', [1, 0]],
  ['cos', [0, 1]],
  ['tan', [1, -1]],
  ['cot', [-1, 1]],
  ['sec', [0, -1]],
  ['csc', [-1, 0]],
])

/**
 * Whether it is x^n times an odd power of a tangent, cotangent, secant or cosecant, or with n > 1 an even one: such have no
 * antiderivative by functions with a name here, and the search for one is long.
 */
export function isBeyondNames(e: Expr, x: Expr): boolean {
  if (e.kind !== 'product') return false
  let [degree, sine, cosine] = [0, 0, 0]
  const angles = new Set<Expr>()
  for (const f of e.args) {
    if (!dependsOn(f, x)) continue
    const isPower = f.kind === 'power' && isIntegerNumber(f.args[1]!)
    const base = isPower ? f.args[0]! : f
    const k = isPower ? Number(f.args[1]!.value.n) : 1
    const wave = base.kind === 'call' ? waves.get(base.name) : undefined
    if (base === x) degree = k
    else if (wave === undefined) return false
    else {
      angles.add(base.args[0]!)
      sine += k * wave[0]
      cosine += k * wave[1]
    }
  }
  const [low, high] = [Math.min(sine, cosine), Math.max(sine, cosine)]
  const isPure = low < 0 && (high === 0 || high === -low)
  return (
    isPure &&
    degree > (low % 2 === 0 ? 1 : 0) &&
    angles.size === 1 &&
    linearSlope([...angles][0]!, x) !== undefined
  )
}
