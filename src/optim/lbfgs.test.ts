import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { exp, square, type Tensor, variable } from '../tensor/index.ts'
import { LBFGS } from './index.ts'

/** Rosenbrock's valley. */
const valley = (x: Tensor): Tensor =>
  square(x.at(0).sub(1)).add(square(x.at(1).sub(square(x.at(0)))).mul(100))

test('a line search keeps to what is left of maxEval, as that of PyTorch 2.13', () => {
  const x = variable([-1.2, 1], { dtype: 'float64' })
  const optimizer = new LBFGS([x], { maxIter: 3, lineSearchFn: 'strongWolfe' })
  const evaluations: number[] = []
  for (let step = 0; step < 8; step++) {
    let count = 0
    optimizer.step(() => {
      count++
      optimizer.zeroGrad()
      const loss = valley(x)
      loss.backward()
      return loss
    })
    evaluations.push(count)
  }
  // maxEval is 3; the search of step 6 had begun with one left, looked once and then once more
  expect(evaluations).toEqual([3, 3, 3, 3, 3, 3, 4, 3])
  expect(x.at(0).item()).toBeCloseTo(-0.1286336178709139, 10)
  expect(x.at(1).item()).toBeCloseTo(0.006898656545228532, 10)
})

test('where evaluations run out, the last step is taken only if the loss is less there', () => {
  // nearly straight, then a wall
  const x = variable(0, { dtype: 'float64' })
  const optimizer = new LBFGS([x], { lr: 1, maxIter: 1, maxEval: 2, lineSearchFn: 'strongWolfe' })
  const looked: number[] = []
  optimizer.step(() => {
    optimizer.zeroGrad()
    looked.push(x.item())
    const loss = exp(x.sub(3).mul(5)).sub(x)
    loss.backward()
    return loss
  })
  expect(looked.map(Math.round)).toEqual([0, 1, 10])
  expect(x.item()).toBe(0)
})

test('the console shows its options, and the learning rate as it is', () => {
  const optimizer = new LBFGS([variable([-1.2, 1])], { lr: 0.5, lineSearchFn: 'strongWolfe' })
  optimizer.groups[0]!.lr = 0.25
  expect(inspect(optimizer)).toBe('LBFGS(parameters: 1, lr: 0.25, lineSearchFn: "strongWolfe")')
})
