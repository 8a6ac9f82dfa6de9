import { errorOverPower } from './differences.ts'
import { differentiateLine, scale } from './line.ts'
import { type Neighbourhood, nothing, scaleOf } from './neighbourhood.ts'
import { finiteOr } from './result.ts'
import { type Extrapolation, powerOfTwo } from './richardson.ts'

/** A direction scaled so that t = 1 moves by the user's step, or by the size of x where none was asked for. */
interface Scaled {
  readonly direction: Float64Array
  readonly factor: number
  /** By how much t = 1 moves x, and the size of x in that unit. */
  readonly unit: number
  readonly position: number
}

/**
 * a' H b from values of f alone. Inside the box it is the second derivative of
 * t -> [f(x + t(a+b)) - f(x + t(a-b))] / 4; at an edge, half that of f(x+t(a+b)) - f(x+ta) - f(x+tb) + f(x).
 */
export function mixedDerivative(place: Neighbourhood, a: Float64Array, b: Float64Array): Extrapolation {
  const [first, second] = [scaled(place, a), scaled(place, b)]
  if (first === undefined || second === undefined) return nothing(1)
  const here = place.centre[0]!
  let evaluations = 0
  let lastPoint = place.x
  const move = (p: number, q: number) => first.direction.map((ai, i) => p * ai + q * second.direction[i]!)
  const at = (p: number, q: number): number => {
    evaluations++
    lastPoint = place.pointAt(1, move(p, q))
    return place.value(lastPoint)[0]!
  }
  const room = (p: number, q: number) => place.room(move(p, q))[1]
  const around = Math.min(room(1, 1), room(-1, -1), room(1, -1), room(-1, 1))
  const inside = around > 0.005
  const corner = inside ? undefined : roomiest(room)
  const line = (t: number): number => {
    if (corner === undefined) return (at(t, t) - at(t, -t)) / 4
    const { p, q } = corner
    return (p * q * (at(p * t, q * t) - at(p * t, 0) - at(0, q * t) + here)) / 2
  }
  const found = differentiateLine(
    {
      line: (t) => Float64Array.of(line(t)),
      centre: Float64Array.of(0),
      order: 2,
      position: Math.max(first.position, second.position),
      left: corner === undefined ? -around : 0,
      right: corner === undefined ? around : corner.room,
      step: place.stepAt(0) === undefined ? undefined : 1,
      floor: place.chosen.noise * Math.abs(here),
      unit: Math.max(first.unit, second.unit),
    },
    place.chosen,
  )
  finiteOr(
    place.operation,
    found,
    () => Array.from(lastPoint),
    () => place.value(lastPoint)[0]!,
  )
  const factors = [first.factor, second.factor]
  return {
    ...found,
    value: found.value.map((d) => factors.reduce((v, factor) => v / factor, d)),
    error: found.error.map((e) => factors.reduce((v, factor) => errorOverPower(v, factor, 1), e)),
    step: found.step * Math.min(first.factor, second.factor),
    evaluations,
  }
}

function scaled(place: Neighbourhood, v: Float64Array): Scaled | undefined {
  const { size, length } = scaleOf(place.x, v)
  if (length === 0) return undefined
  // a power of two, so that x + t is formed without rounding as often as can be
  const unit = place.stepAlong(v, length) ?? powerOfTwo(scale(size))
  const factor = unit / length
  return { direction: v.map((vi) => factor * vi), factor, unit, position: size / unit }
}

/** The quadrant with the most room, in a corner of the box. */
function roomiest(room: (p: number, q: number) => number): { p: number; q: number; room: number } {
  const corners = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ] as const
  return corners
    .map(([p, q]) => ({ p, q, room: Math.min(room(p, q), room(p, 0), room(0, q)) }))
    .reduce((best, corner) => (corner.room > best.room ? corner : best))
}
