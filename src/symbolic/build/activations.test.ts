import { expect, test } from 'vitest'
import { call, evaluate, symbol } from '../index.ts'
import { activations } from './activations.ts'

test.each(Object.keys(activations))('%s is what it evaluates to', (name) => {
  const x = symbol('x')
  const own = call(name, x)
  const written = activations[name]!(x)
  for (const at of [-9, -3.2, -1, -0.5, -0.3, 0, 0.2, 0.5, 1, 2.7, 3, 6, 8.5]) {
    const value = evaluate(own, { x: at })
    expect(Math.abs(evaluate(written, { x: at }) - value)).toBeLessThanOrEqual(
      1e-14 + 1e-13 * Math.abs(value),
    )
  }
})
