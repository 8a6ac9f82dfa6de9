import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { variable } from '../tensor/index.ts'
import { Adam } from './index.ts'

test('the console shows the state of an optimizer down to its slots, and JSON and equality see plain data', () => {
  const x = variable([1, 2])
  const optimizer = new Adam([x], { lr: 0.5 })
  x.mul(x).sum().backward()
  optimizer.step()
  const state = optimizer.stateDict()
  for (const text of [inspect(state), inspect([{ state }])]) {
    expect(text).not.toContain('[Object]')
    expect(text.replace(/\s+/g, ' ')).toContain(
      '{ groups: [ { options: { lr: 0.5 }, params: [ 0 ] } ], state: { ',
    )
    expect(text).toContain('m: tensor([0.2, 0.4], f32[2])')
  }
  expect(Object.keys(state)).toEqual(['groups', 'state'])
  expect(state).toStrictEqual({ groups: state.groups, state: state.state })
  expect(JSON.parse(JSON.stringify(state)).groups).toEqual([{ options: { lr: 0.5 }, params: [0] }])
  optimizer.loadStateDict(state)
})
