import { concatenate, cos, matmul, sin, stack, type Tensor, take, tensor, where } from '../../src/index.ts'
import { rotate } from './ba.ts'

/** A hand: bones with their rest positions, and the points of its skin with what bones move them. */
export interface HandModel {
  readonly parents: number[]
  /** Shapes: [bones, 4, 4] */
  readonly relative: number[][]
  readonly inverse: number[][]
  /** Shapes: [vertices, 4] */
  readonly vertices: number[][]
  /** How much each bone moves each vertex. Shapes: [vertices, bones] */
  readonly weights: number[][]
  readonly triangles: number[][]
}

const lines = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(':'))

export function parseModel(bones: string, vertices: string, triangles: string): HandModel {
  const rows = lines(bones).map(([, ...rest]) => rest.map(Number))
  const count = rows.length
  const points = lines(vertices).map((row) => row.map(Number))
  return {
    parents: rows.map(([parent]) => parent!),
    relative: rows.map((row) => row.slice(1, 17)),
    inverse: rows.map((row) => row.slice(17, 33)),
    vertices: points.map((row) => [...row.slice(0, 3), 1]),
    weights: points.map((row) => {
      const found = new Array<number>(count).fill(0)
      for (let i = 0; i < row[8]!; i++) found[row[9 + 2 * i]!] = row[10 + 2 * i]!
      return found
    }),
    triangles: lines(triangles).map((row) => row.map(Number)),
  }
}

/** Measured points, each beside a vertex, or in a triangle at (u0, u1). */
export interface HandData {
  readonly correspondences: number[]
  readonly points: number[][]
  readonly u: number[][] | undefined
  readonly theta: number[]
}

export function parseHand(text: string, complicated: boolean): HandData {
  const [first, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const n = first![0]!
  const measured = rows.slice(0, n)
  return {
    correspondences: measured.map(([at]) => at!),
    points: measured.map(([, ...point]) => point),
    u: complicated ? rows.slice(n, 2 * n) : undefined,
    theta: rows.slice(complicated ? 2 * n : n).flat(),
  }
}

const double = { dtype: 'float64' } as const

/** A 4x4 matrix with a rotation about x, or z, in it. */
function turn(axis: 'x' | 'z', angle: Tensor): Tensor {
  const [c, s] = [cos(angle), sin(angle)]
  const zero = c.mul(0)
  const one = zero.add(1)
  const rows =
    axis === 'x'
      ? [one, zero, zero, zero, zero, c, s.neg(), zero, zero, s, c, zero, zero, zero, zero, one]
      : [c, s.neg(), zero, zero, s, c, zero, zero, zero, zero, one, zero, zero, zero, zero, one]
  return stack(rows).reshape([4, 4])
}

/** How each bone turns: four angles a finger from theta's seventh on. */
function rotations(theta: Tensor, bones: number): (Tensor | undefined)[] {
  const found = new Array<Tensor | undefined>(bones).fill(undefined)
  const angle = (i: number): Tensor => theta.index(i)
  for (let finger = 0; finger < 5; finger++) {
    const [first, bone] = [6 + 4 * finger, 2 + 4 * finger]
    found[bone] = turn('z', angle(first + 1)).matmul(turn('x', angle(first)))
    found[bone + 1] = turn('x', angle(first + 2))
    found[bone + 2] = turn('x', angle(first + 3))
  }
  return found
}

/** The vertices of the posed hand. Shapes: theta [26] -> [vertices, 3] */
export function pose(model: HandModel, theta: Tensor): Tensor {
  const { parents, relative, inverse, vertices, weights } = model
  const bones = parents.length
  const turns = rotations(theta, bones)
  const absolute: Tensor[] = []
  parents.forEach((parent, i) => {
    const rest = tensor(relative[i]!, double).reshape([4, 4])
    const local = turns[i] ? rest.matmul(turns[i]) : rest
    absolute.push(parent < 0 ? local : absolute[parent]!.matmul(local))
  })
  const moves = matmul(stack(absolute), tensor(inverse, double).reshape([bones, 4, 4]))
  // [bones, 4, 4] x [4, vertices] -> [bones, 4, vertices], then weighted by bone
  const moved = moves.matmul(tensor(vertices, double).transpose())
  const skin = moved.mul(tensor(weights, double).transpose().reshape([bones, 1, -1])).sum(0)
  const placed = skin.index({ stop: 3 }).transpose()
  const whole = theta.index({ stop: 3 }).reshape([1, 3])
  const small = whole.square().sum().less(1e-8)
  const turned = where(small, placed, rotate(whole.broadcastTo(placed.shape), placed))
  return turned.add(theta.index({ start: 3, stop: 6 }))
}

/** The residuals of all points, by theta [26] and, where points lie in triangles, u [n,2]. Shapes: [n,3] */
export function handResiduals(model: HandModel, data: HandData): (theta: Tensor, u?: Tensor) => Tensor {
  const points = tensor(data.points, double)
  const at = (indices: number[]): Tensor => tensor(indices, { dtype: 'int32' })
  return (theta, u) => {
    const skin = pose(model, theta)
    const pick = (indices: number[]): Tensor => take(skin, at(indices), { axis: 0 })
    if (!u) return points.sub(pick(data.correspondences))
    const corner = (i: number): Tensor => pick(data.correspondences.map((t) => model.triangles[t]![i]!))
    const [u0, u1] = [u.index('...', { stop: 1 }), u.index('...', { start: 1 })]
    const shares = concatenate([u0, u1, u0.add(u1).neg().add(1)], 1)
    const inside = [0, 1, 2]
      .map((i) => corner(i).mul(shares.index('...', { start: i, stop: i + 1 })))
      .reduce((a, b) => a.add(b))
    return points.sub(inside)
  }
}
