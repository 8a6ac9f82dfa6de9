import type { Box } from '../evaluate.ts'
import { differentiateLine } from './line.ts'
import type { Settings } from './options.ts'
import { finiteOr } from './result.ts'
import type { Extrapolation } from './richardson.ts'

/**
 * a' H b from values of f alone. Inside the box it is the second derivative of
 * t -> [f(x + t(a+b)) - f(x + t(a-b))] / 4; at an edge, half that of f(x+t(a+b)) - f(x+ta) - f(x+tb) + f(x).
 */
export function mixedDerivative(
  operation: string,
  field: (point: Float64Array) => Float64Array,
  here: number,
  x: Float64Array,
  a: Float64Array,
  b: Float64Array,
  box: Box,
  steps: readonly [number | undefined, number | undefined],
  chosen: Settings,
): Extrapolation {
  const n = x.length
  const [sa, sb] = [scaleOf(x, a), scaleOf(x, b)]
  if (sa.length === 0 || sb.length === 0) {
    const zero = Float64Array.of(0)
    return { value: zero, error: zero.slice(), converged: true, step: 0, evaluations: 0, badAt: Number.NaN }
  }
  // t = 1 means one typical step-scale of each direction
  const [ua, ub] = [sa.size / sa.length, sb.size / sb.length]
  const [ta, tb] = [steps[0] ?? sa.size, steps[1] ?? sb.size]
  const [wa, wb] =
    steps[0] === undefined && steps[1] === undefined ? [ua, ub] : [ta / sa.length, tb / sb.length]
  const userStep = steps[0] === undefined && steps[1] === undefined ? undefined : 1
  let evaluations = 0
  let lastPoint = x
  const at = (ca: number, cb: number): number => {
    const p = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      p[i] = Math.min(Math.max(x[i]! + ca * wa * a[i]! + cb * wb * b[i]!, box.lower[i]!), box.upper[i]!)
    }
    evaluations++
    lastPoint = p
    return field(p)[0]!
  }
  const fits = (ca: number, cb: number): number => {
    let room = Number.POSITIVE_INFINITY
    for (let i = 0; i < n; i++) {
      const move = ca * wa * a[i]! + cb * wb * b[i]!
      if (move > 0) room = Math.min(room, (box.upper[i]! - x[i]!) / move)
      if (move < 0) room = Math.min(room, (box.lower[i]! - x[i]!) / move)
    }
    return room
  }
  const around = Math.min(fits(1, 1), fits(-1, -1), fits(1, -1), fits(-1, 1))
  const common = {
    order: 2,
    position: 1,
    step: userStep,
    floor: chosen.noise * Math.abs(here),
    centre: Float64Array.of(0),
  }
  let found: Extrapolation
  if (around > 0.005) {
    found = differentiateLine(
      {
        ...common,
        line: (t) => Float64Array.of((at(t, t) - at(t, -t)) / 4),
        left: -around,
        right: around,
      },
      chosen,
    )
  } else {
    const corner = [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ].map(([p, q]) => ({
      p: p!,
      q: q!,
      room: Math.min(fits(p!, q!), fits(p!, 0), fits(0, q!)),
    }))
    const { p, q, room } = corner.reduce((best, c) => (c.room > best.room ? c : best))
    found = differentiateLine(
      {
        ...common,
        line: (t) => Float64Array.of((p * q * (at(p * t, q * t) - at(p * t, 0) - at(0, q * t) + here)) / 2),
        left: 0,
        right: room,
      },
      chosen,
    )
  }
  finiteOr(
    operation,
    found,
    () => Array.from(lastPoint),
    () => field(lastPoint)[0]!,
  )
  const scale = wa * wb
  return {
    ...found,
    value: found.value.map((d) => d / scale),
    error: found.error.map((e) => e / scale),
    step: found.step * Math.min(wa, wb),
    evaluations,
  }
}

/** The size of the coordinates that v moves, not below 1/2, and the largest entry of v. */
function scaleOf(x: Float64Array, v: Float64Array): { size: number; length: number } {
  let [size, length] = [0.5, 0]
  for (let i = 0; i < x.length; i++) {
    if (v[i] === 0) continue
    size = Math.max(size, Math.abs(x[i]!))
    length = Math.max(length, Math.abs(v[i]!))
  }
  return { size, length }
}
