import { expect, test } from 'vitest'
import { waitingFor } from '../graph/graph.ts'
import type { Node } from '../graph/node.ts'
import { cat, engine, grad, noGrad, sortWithIndices, type Tensor, tensor, variable } from './index.ts'
import { narrowest } from './narrowest.ts'

const values = (size: number): Tensor => tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(i)))

/** A round of a loop that is wide inside, with a value that is used again later in it. */
function round(x: Tensor, w: Tensor): Tensor {
  const wide = x.matmul(w).tanh()
  const wider = cat([wide, wide.exp().mul(0.1)], 1)
  return wider.sum(1).reshape([-1, 1]).add(x).mul(0.5).tanh()
}

test('a computation is cut where the fewest bytes go on', () => {
  const w = values(40).reshape([1, 40])
  let x = values(7).reshape([7, 1])
  const rounds: Node[] = []
  for (let i = 0; i < 6; i++) {
    x = round(x, w)
    rounds.push(x.node)
  }
  const cut = narrowest(waitingFor([x.matmul(w).tanh().node]))
  expect(cut).toEqual([rounds[5]])
  expect(narrowest(waitingFor([values(3).exp().node]))).toEqual([])
  // never between an operation and its results, though only a number goes on there
  const wide = values(64).exp().sin().cos().tanh().exp().sin().reshape([8, 8])
  const total = wide.sum()
  const { values: sorted, indices } = sortWithIndices(wide)
  const after = waitingFor([sorted.mul(indices).sum().mul(total).node])
  const last = after.findIndex((node) => node.op.multiple)
  expect(last).toBeGreaterThan(after.length / 2 - 1)
  for (const node of narrowest(after)) expect(node.op.multiple).not.toBe(true)
})

test('a loop that reads nothing runs by a few programs, with the same values as one that reads', () => {
  const before = engine.settings()
  engine.settings({ mode: 'auto', threads: 1 })
  try {
    const w = variable(values(40 * 64).reshape([1, 2560]))
    const run = (steps: number, read: boolean): number =>
      noGrad(() => {
        let x = values(64).reshape([64, 1])
        for (let i = 0; i < steps; i++) {
          x = round(x, w)
          if (read) x.eval()
        }
        return x.sum().item()
      })
    const expected = run(300, true)
    const start = engine.stats()
    expect(Math.abs(run(300, false) / expected - 1)).toBeLessThan(1e-4)
    const end = engine.stats()
    expect(end.compiled - start.compiled).toBeLessThanOrEqual(4)
    expect(end.runs - start.runs).toBeGreaterThan(5)
    const again = engine.stats().compiled
    run(600, false)
    expect(engine.stats().compiled - again).toBeLessThanOrEqual(3)

    // with a derivative nothing is cut: all of it is one value and its gradient
    const slope = grad((x: Tensor) => {
      let y = x
      for (let i = 0; i < 80; i++) y = y.mul(0.99).sin().add(0.01).mul(1.01)
      return y.sum()
    })(values(5)) as Tensor
    expect(slope.toArray()).toHaveLength(5)
  } finally {
    engine.settings(before)
  }
})
