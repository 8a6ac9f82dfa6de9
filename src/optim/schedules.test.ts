import { expect, test } from 'vitest'
import { variable } from '../tensor/index.ts'
import { LinearLR, SGD } from './index.ts'

// rounded below 0 the rate would be refused, in the middle of a training
test('LinearLR comes down to 0 itself, from every rate in any number of steps', () => {
  for (const lr of [0.1, 0.5, 3e-4])
    for (const startFactor of [1, 1 / 3, 0.1])
      for (let totalIters = 1; totalIters < 60; totalIters++) {
        const optimizer = new SGD([variable([0])], { lr })
        const schedule = new LinearLR(optimizer, { startFactor, endFactor: 0, totalIters })
        for (let t = 1; t < totalIters; t++) {
          schedule.step()
          expect(optimizer.groups[0]!.lr).toBeCloseTo(lr * startFactor * (1 - t / totalIters), 14)
        }
        schedule.step()
        schedule.step()
        expect(schedule.lastLr()).toEqual([0])
      }
})
