/** A function of one variable in float64, with its slope and the size of the terms that it is the sum of. */
export interface Sampled {
  value(x: number): number
  slope(x: number): number
  size(x: number): number
}

/**
 * The roots of a function between neighbouring points of a grid, rising: where it changes sign, where it touches 0 at an
 * extremum, and where it ends in 0. Roots that are closer together than the grid may be missed.
 */
export function rootsOnGrid(f: Sampled, grid: readonly number[]): number[] {
  const roots: number[] = []
  const put = (r: number | undefined): void => {
    if (r === undefined || !Number.isFinite(r)) return
    const last = roots.at(-1)
    if (last === undefined || Math.abs(r - last) > 1e-9 * Math.max(1e-6, Math.abs(r))) roots.push(r)
  }
  let a = grid[0]!
  let fa = f.value(a)
  // neighbours at which it is 0, or below what can be told from 0, are one root
  let zeros: number[] = fa === 0 ? [a] : []
  const settle = (): void => {
    if (zeros.length > 0) put(zeros.includes(0) ? 0 : zeros[zeros.length >> 1])
    zeros = []
  }
  for (let i = 1; i < grid.length; i++) {
    const b = grid[i]!
    const fb = f.value(b)
    if (fb === 0) zeros.push(b)
    else {
      settle()
      if (fa !== 0) for (const r of inCell(f, a, fa, b, fb)) put(r)
    }
    a = b
    fa = fb
  }
  settle()
  return roots
}

/** More roots than these are too many to list. */
export const mostRoots = 1000

/** The roots on a grid that is made finer where they are close; `refuse` throws where they are too close for that. */
export function rootsOnFineGrid(
  f: Sampled,
  grid: readonly number[],
  refuse: (root: number) => never,
  depth = 2,
): number[] {
  const roots = rootsOnGrid(f, grid)
  if (roots.length > mostRoots) return roots
  const all: number[] = []
  let next = 0
  for (let i = 1; i < grid.length && next < roots.length; i++) {
    const [a, b] = [grid[i - 1]!, grid[i]!]
    const end = i === grid.length - 1 ? roots.length : next
    const inside: number[] = []
    while (next < roots.length && (next < end || roots[next]! <= b)) inside.push(roots[next++]!)
    if (inside.length === 0) continue
    if (changesIn(f, a, b) <= inside.length) all.push(...inside)
    else if (depth === 0) refuse(inside[0]!)
    else all.push(...rootsOnFineGrid(f, finerGrid(a, b), refuse, depth - 1))
  }
  return all
}

const finerGrid = (a: number, b: number): number[] =>
  Array.from({ length: finer + 1 }, (_, k) => (k === finer ? b : a + ((b - a) * k) / finer))

const finer = 24

/** How often the sign changes on a finer grid, apart from where rounding decides it. */
function changesIn(f: Sampled, a: number, b: number): number {
  let changes = 0
  let last = 0
  for (const t of finerGrid(a, b)) {
    const sign = vanishes(f, t) ? 0 : Math.sign(f.value(t))
    if (sign * last < 0) changes++
    if (Math.abs(sign) === 1) last = sign
  }
  return changes
}

/** Where |f| is no larger than what rounding leaves of its terms. */
export const vanishes = (f: Sampled, x: number): boolean => Math.abs(f.value(x)) <= 1e-13 * f.size(x)

function inCell(f: Sampled, a: number, fa: number, b: number, fb: number): (number | undefined)[] {
  const [hereA, hereB] = [Number.isFinite(fa), Number.isFinite(fb)]
  if (!hereA && !hereB) return []
  if (hereA !== hereB) {
    const end = endOfDomain(f, hereA ? a : b, hereA ? b : a)
    const there = f.value(end)
    if (Math.abs(there) <= 1e-7 * f.size(end)) return [end]
    // steep as asin(x) at 1, it may change its sign between the grid and the end
    return hereA ? inCell(f, a, fa, end, there) : inCell(f, end, there, b, fb)
  }
  if (fa < 0 !== fb < 0) return [crossing(f, a, b, Math.max(Math.abs(fa), Math.abs(fb)))]
  // towards 0 from both ends: an extremum between, which may cross or touch it
  if (fa * f.slope(a) < 0 && fb * f.slope(b) > 0) {
    const m = bisect((x) => f.slope(x), a, b)
    if (m === undefined) return []
    const fm = f.value(m)
    if (vanishes(f, m)) return [m]
    if (fm < 0 !== fa < 0)
      return [
        crossing(f, a, m, Math.max(Math.abs(fa), Math.abs(fm))),
        crossing(f, m, b, Math.max(Math.abs(fm), Math.abs(fb))),
      ]
  }
  return []
}

/** A change of sign that is no pole and no jump. */
function crossing(f: Sampled, a: number, b: number, height: number): number | undefined {
  const r = bisect((x) => f.value(x), a, b)
  return r !== undefined && Math.abs(f.value(r)) <= Math.max(1e-6 * height, 1e-12 * f.size(r)) ? r : undefined
}

/** The last place at which the function has a value. */
function endOfDomain(f: Sampled, inside: number, outside: number): number {
  for (let i = 0; i < 100; i++) {
    const m = inside + (outside - inside) / 2
    if (m === inside || m === outside) break
    if (Number.isFinite(f.value(m))) inside = m
    else outside = m
  }
  return inside
}

/** Where functions change their sign on a grid, rising: the poles of what is divided by them. */
export function signChanges(divisors: readonly ((x: number) => number)[], grid: readonly number[]): number[] {
  const found: number[] = []
  for (const q of divisors)
    for (let i = 1; i < grid.length; i++) {
      const [a, b] = [grid[i - 1]!, grid[i]!]
      const r = q(a) * q(b) < 0 ? bisect(q, a, b) : undefined
      if (r !== undefined) found.push(r)
    }
  return found.sort((p, r) => p - r)
}

/** How many stretches of a grid, between neighbouring poles, there are on which a function changes its sign. */
export function changesBetweenPoles(
  f: (x: number) => number,
  divisors: readonly ((x: number) => number)[],
  grid: readonly number[],
): number {
  const poles = signChanges(divisors, grid)
  const inside = 1e-9 * Math.max(Math.abs(grid[0]!), Math.abs(grid.at(-1)!))
  return poles.slice(1).filter((p, i) => f(poles[i]! + inside) * f(p - inside) < 0).length
}

/** A root of f between a and b, where it changes sign, to the last bit or so. */
function bisect(f: (x: number) => number, a: number, b: number): number | undefined {
  const fa = f(a)
  const fb = f(b)
  if (fa === 0) return a
  if (fb === 0) return b
  if (!(Math.sign(fa) * Math.sign(fb) < 0)) return undefined
  for (let i = 0; i < 200; i++) {
    const m = a + (b - a) / 2
    if (m === a || m === b) break
    const fm = f(m)
    if (fm === 0) return m
    if (Math.sign(fm) === Math.sign(fa)) a = m
    else b = m
  }
  return Math.abs(f(a)) <= Math.abs(f(b)) ? a : b
}
