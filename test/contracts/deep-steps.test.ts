import { expect, test } from 'vitest'
import { waitingFor } from '../../src/graph/graph.ts'
import {
  engine,
  grad,
  jit,
  layerNorm,
  manualSeed,
  mseLoss,
  noGrad,
  scan,
  type Tensor,
  tensor,
  valueAndGrad,
  variable,
} from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { Adam } from '../../src/optim/index.ts'

const values = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1)
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
    { shape },
  )
}

/** A training step of a network of so many blocks, and the losses of some of them. */
function losses(blocks: number, steps: number, wrap: (step: () => Tensor) => () => Tensor): number[] {
  manualSeed(7)
  const block = (): nn.Module[] => [nn.linear(8, 8), nn.layerNorm(8), nn.relu()] as never
  const model = nn.sequential(...(Array.from({ length: blocks }, block).flat() as []))
  const optimizer = new Adam(model.parameters(), { lr: 1e-2 })
  const x = values(4, 8)
  const step = wrap(() => {
    optimizer.zeroGrad()
    const loss = mseLoss(model.forward(x), x)
    loss.backward()
    optimizer.step()
    return loss
  })
  return Array.from({ length: steps }, () => step().item())
}

const done = (): number => engine.stats().runs + engine.stats().interpreted

test.each([14, 90])('a lazy step of %i blocks is computed at once, as under jit', (blocks) => {
  const counts: number[] = []
  const lazily = losses(blocks, 3, (step) => () => {
    const before = done()
    const loss = step()
    loss.eval()
    counts.push(done() - before)
    return loss
  })
  // parameters are drawn in the first one
  expect(counts.slice(1)).toEqual([1, 1])
  const compiled = losses(blocks, 3, jit as never)
  lazily.forEach((loss, i) => {
    expect(loss).toBeCloseTo(compiled[i]!, 4)
  })
})

test.each([12, 40])('gradients of a function of %i blocks are computed together with its value', (blocks) => {
  const x = values(4, 8)
  const loss = (weights: Tensor[]): Tensor =>
    mseLoss(
      weights.reduce((y, w) => layerNorm(y.matmul(w), [8]).relu().add(y), x),
      x,
    )
  const descend = (step: typeof valueAndGrad): number[] => {
    let weights = Array.from({ length: blocks }, () => values(8, 8))
    return Array.from({ length: 6 }, () => {
      const before = done()
      const [value, slopes] = step(loss)(weights) as [Tensor, Tensor[]]
      weights = weights.map((w, i) => w.sub(slopes[i]!.mul(1e-3)))
      const read = value.item()
      counts.push(done() - before)
      return read
    })
  }
  const counts: number[] = []
  const lazily = descend(valueAndGrad)
  expect(Math.max(...counts.slice(2))).toBeLessThanOrEqual(2)
  const compiled = descend(((f: typeof loss) => jit(valueAndGrad(f) as never)) as never)
  lazily.forEach((value, i) => {
    expect(value).toBeCloseTo(compiled[i]!, 4)
  })
})

test('loops of gradient steps that read nothing are still cut, within a derivative nothing is', () => {
  const slope = grad((w: Tensor) => w.mul(w).add(1).sqrt().sum()) as (w: Tensor) => Tensor
  const descend = (steps: number): Tensor => {
    let w = values(5)
    for (let i = 0; i < steps; i++) w = w.sub(slope(w).mul(0.1))
    return w
  }
  const before = done()
  const w = descend(400)
  expect(done() - before).toBeGreaterThan(3)
  noGrad(() => w.eval())
  let read = values(5)
  for (let i = 0; i < 400; i++) read = read.sub(slope(read).mul(0.1)).eval()
  w.data().forEach((x, i) => {
    expect(x).toBeCloseTo(read.data()[i]!, 6)
  })
})

test('a sum over training steps that nobody reads lets go of earlier ones', () => {
  const waiting: number[] = []
  const run = (read: boolean): number => {
    const w = variable(values(4, 4))
    const optimizer = new Adam([w], { lr: 1e-3 })
    let total = tensor(0)
    for (let i = 0; i < 600; i++) {
      optimizer.zeroGrad()
      w.mul(w).mean().backward()
      optimizer.step()
      total = total.add(w.grad!.square().sum())
      if (read) total.eval()
      else waiting.push(waitingFor([total.node]).length)
    }
    return total.item()
  }
  expect(run(false)).toBeCloseTo(run(true), 4)
  expect(Math.max(...waiting)).toBeLessThan(270 * waiting[0]!)
})

test('an operation that holds more than a program takes is computed all the same', () => {
  const before = engine.settings()
  engine.settings({ mode: 'compile', threads: 1 })
  try {
    const body = (carry: Tensor): readonly [Tensor, null] => {
      let y = carry
      for (let i = 0; i < 2550; i++) y = y.mul(0.9).add(0.1)
      return [y, null]
    }
    const [last] = scan(body, tensor([0, 2]), null, { length: 2 })
    last.data().forEach((x) => {
      expect(x).toBeCloseTo(1, 5)
    })
  } finally {
    engine.settings(before)
  }
})

test('leaves that a deep network comes to by many ways are counted for all branches at once', () => {
  let h = values(256, 256).matmul(values(256, 1))
  const known = h.node.pendingBytes
  let counted = 0
  for (let layer = 0; layer < 100; layer++) {
    // twice the bytes of h, were none counted
    const branches = [1, 2, 3, 4].map((factor) => h.mul(factor).add(h))
    counted += branches.filter(({ node }) => node.pendingBytes < 1.5 * known).length
    h = branches[0]!
  }
  expect(h.node.computed).toBe(false)
  expect(counted).toBeGreaterThan(8)
  expect(counted).toBeLessThan(20)
})
