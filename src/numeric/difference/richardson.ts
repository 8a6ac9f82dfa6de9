/** A function of one number t, the distance along a line; it returns the same number of values each time. */
export type Line = (t: number) => Float64Array

/** What the extrapolation may do. */
export interface ExtrapolationRules {
  /** Which derivative: 1 to 4. */
  readonly order: number
  /** The largest step to try. */
  readonly step: number
  /** How far t may go to the left (<= 0) and to the right (>= 0). */
  readonly left: number
  readonly right: number
  /** Relative error of one function value, 2^-53 for a function computed well in double precision. */
  readonly noise: number
  /** Absolute error of one function value, on top of the relative one. */
  readonly floor: number
  /** Size of the point along the line: adding t to it rounds, which moves the nodes. */
  readonly position: number
  readonly rtol: number
  readonly atol: number
  readonly maxLevels: number
}

/** The extrapolated derivative of each component of the line, with what is known of its quality. */
export interface Extrapolation {
  readonly value: Float64Array
  readonly error: Float64Array
  readonly converged: boolean
  readonly step: number
  readonly evaluations: number
  /** The last t at which the line was not finite, and NaN where it always was. */
  readonly badAt: number
}

const maxShrinks = 60

/**
 * The derivative of a line at t = 0 by Richardson extrapolation of differences with halved steps. Each entry of the
 * tableau carries a bound of its round-off beside the usual estimate of its truncation (how far it moved from the two
 * entries it was made of); the entry with the least sum is the answer, and that sum, the error estimate.
 * Steps that leave the domain (NaN or infinite values) are shrunk; a kink at t = 0 is noticed and reported as not
 * converged.
 *
 * Source: L. F. Richardson (1911); C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)" (1982).
 */
export function extrapolate(line: Line, centre: Float64Array, rules: ExtrapolationRules): Extrapolation {
  const m = centre.length
  const { order, noise } = rules
  const reach = order > 2 ? 2 : 1 // the outermost node, in steps
  const [narrow, wide] = [Math.min(-rules.left, rules.right), Math.max(-rules.left, rules.right)]
  // central differences are worth a smaller step, but not a tiny one
  const twoSided = narrow >= (rules.step * reach) / 64 || narrow === wide
  const side = rules.right >= -rules.left ? 1 : -1
  const room = twoSided ? narrow : wide
  const outermost = twoSided ? reach : order
  let step = powerOfTwo(Math.min(rules.step, room / outermost))
  // differences of order d on one side need d + 1 nodes; on two sides an even error expansion gives powers of h^2
  const ratio = twoSided ? 4 : 2
  const nodes = stencil(order, twoSided, side)

  // the best entry of the last row, of all rows before it, and how far the next row moved from each
  const latest = new Float64Array(m)
  const latestError = new Float64Array(m).fill(Number.POSITIVE_INFINITY)
  const best = new Float64Array(m)
  const bestError = new Float64Array(m).fill(Number.POSITIVE_INFINITY)
  const bestStep = new Float64Array(m).fill(step)
  const settled = new Uint8Array(m)
  const even = new Float64Array(m)
  const sinceBest = new Int32Array(m)
  let previous: Float64Array[] = []
  let previousNoise: Float64Array[] = []
  const cache = new Map<number, Float64Array>()
  let evaluations = 0
  let badAt = Number.NaN
  let shrinks = 0
  let restarts = 0
  let level = 0
  const at = (t: number): Float64Array => {
    if (t === 0) return centre
    let value = cache.get(t)
    if (value === undefined) {
      value = line(t)
      evaluations++
      cache.set(t, value)
    }
    return value
  }

  while (level < rules.maxLevels) {
    const difference = new Float64Array(m)
    const roundOff = new Float64Array(m)
    const scale = step ** order
    let finite = true
    for (const [node, weight] of nodes) {
      const value = at(node * step)
      for (let i = 0; i < m; i++) {
        const vi = value[i]!
        if (!(Math.abs(vi) < Number.POSITIVE_INFINITY)) finite = false
        difference[i]! += weight * vi
        roundOff[i]! += Math.abs(weight) * (Math.abs(vi) * noise + rules.floor)
      }
      if (!finite) {
        badAt = node * step
        break
      }
    }
    if (!finite) {
      if (++shrinks > maxShrinks || step * outermost < Number.MIN_VALUE * 1e16) break
      // what was built on larger steps lies outside a neighbourhood where the function is finite
      step /= 4
      continue
    }
    for (let i = 0; i < m; i++) {
      difference[i]! /= scale
      roundOff[i] = roundOff[i]! / scale + (Math.abs(difference[i]!) * rules.position * 1.1e-16) / step
    }
    const row = [difference]
    const rowNoise = [roundOff]
    const columns = Math.min(level, 10)
    let factor = 1
    for (let j = 1; j <= columns; j++) {
      factor *= ratio
      const [a, b] = [row[j - 1]!, previous[j - 1]!]
      const [na, nb] = [rowNoise[j - 1]!, previousNoise[j - 1]!]
      const c = new Float64Array(m)
      const nc = new Float64Array(m)
      for (let i = 0; i < m; i++) {
        c[i] = a[i]! + (a[i]! - b[i]!) / (factor - 1)
        nc[i] = (factor * na[i]! + nb[i]!) / (factor - 1)
      }
      row.push(c)
      rowNoise.push(nc)
    }
    let open = 0
    let lost = true
    for (let i = 0; i < m; i++) {
      let candidate = Number.NaN
      let candidateError = Number.POSITIVE_INFINITY
      let floorReached = false
      for (let j = 1; j <= columns; j++) {
        const value = row[j]![i]!
        const moved = Math.max(Math.abs(value - row[j - 1]![i]!), Math.abs(value - previous[j - 1]![i]!))
        const uncertain = 2 * rowNoise[j]![i]!
        if (moved + uncertain < candidateError) {
          candidate = value
          candidateError = moved + uncertain
        }
        if (moved <= uncertain) floorReached = true
      }
      let rough = 0
      if (twoSided && order === 1) {
        // Where the even part of the line does not vanish faster than h, the step spans a kink, a spike or noise
        const now = Math.abs(at(step)[i]! - 2 * centre[i]! + at(-step)[i]!) / (2 * step)
        if (level >= 1 && now > 0.9 * even[i]! && now > 8 * roundOff[i]!) rough = now
        even[i] = now
      }
      if (rough > candidateError) candidateError = rough
      else if (level >= 2 && (floorReached || candidateError <= tolerance(rules, candidate))) settled[i] = 1
      // An estimate that the next row contradicts is believed no more than their distance
      const believed = Math.max(latestError[i]!, Math.abs(candidate - latest[i]!))
      sinceBest[i]!++
      if (believed < bestError[i]!) {
        best[i] = latest[i]!
        bestError[i] = believed
        bestStep[i] = step * 2
        sinceBest[i] = 0
      }
      latest[i] = candidate
      latestError[i] = candidateError
      const digits = bestError[i]! < 1e-3 * Math.abs(best[i]!)
      if (bestError[i]! < 0.5 * Math.abs(best[i]!) || settled[i] === 1) lost = false
      if (settled[i] === 0 && roundOff[i]! <= bestError[i]! && !(digits && sinceBest[i]! >= 5)) open++
    }
    if (lost && level >= 5 && restarts < 4 && row.length > 5) {
      // not one digit yet: the function is smooth only much nearer to the point
      restarts++
      level = 0
      previous = []
      previousNoise = []
      latestError.fill(Number.POSITIVE_INFINITY)
      step /= 64
      continue
    }
    previous = row
    previousNoise = rowNoise
    level++
    if ((level > 2 && open === 0) || level === rules.maxLevels) break
    step /= 2
  }

  let smallest = Number.POSITIVE_INFINITY
  let converged = level > 1
  for (let i = 0; i < m; i++) {
    // the last row has no successor to contradict it: it counts where it ended the search
    if (latestError[i]! < bestError[i]! && (settled[i] === 1 || bestError[i]! === Number.POSITIVE_INFINITY)) {
      best[i] = latest[i]!
      bestError[i] = latestError[i]!
      bestStep[i] = step
    }
    if (bestError[i]! === Number.POSITIVE_INFINITY) best[i] = Number.NaN
    if (settled[i] === 0) converged = false
    smallest = Math.min(smallest, bestStep[i]!)
  }
  return { value: best, error: bestError, converged, step: smallest, evaluations, badAt }
}

function tolerance(rules: ExtrapolationRules, value: number): number {
  return Math.max(rules.atol, rules.rtol * Math.abs(value))
}

/** Nodes (in steps) and weights of the difference quotient of given order. */
function stencil(order: number, twoSided: boolean, side: number): (readonly [number, number])[] {
  if (!twoSided) {
    const sign = side ** order
    const rows = [
      [-1, 1],
      [1, -2, 1],
      [-1, 3, -3, 1],
      [1, -4, 6, -4, 1],
    ][order - 1]!
    return rows.map((weight, i) => [i * side, weight * sign] as const)
  }
  if (order === 1)
    return [
      [1, 0.5],
      [-1, -0.5],
    ] // prettier-ignore
  if (order === 2)
    return [
      [1, 1],
      [0, -2],
      [-1, 1],
    ] // prettier-ignore
  if (order === 3)
    return [
      [2, 0.5],
      [1, -1],
      [-1, 1],
      [-2, -0.5],
    ] // prettier-ignore
  return [
    [2, 1],
    [1, -4],
    [0, 6],
    [-1, -4],
    [-2, 1],
  ] // prettier-ignore
}

/** The largest power of two that is not above h, so that x + h is formed without rounding as often as can be. */
function powerOfTwo(h: number): number {
  return 2 ** Math.floor(Math.log2(h))
}
