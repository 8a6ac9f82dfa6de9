import { expect, test } from 'vitest'
import { Buffer, padded, placeInArena } from './buffer.ts'
import { type KernelStep, liveness, type Step } from './step.ts'

const make = (label: string): Buffer => new Buffer({ dtype: 'float32', shape: [4] }, 'arena', label)
const kernel = (reads: Buffer[], writes: Buffer[]): KernelStep => ({
  kind: 'kernel',
  kernel: { name: 'kernel' } as never,
  reads,
  writes,
  inPlace: [],
  nodes: [],
})

test.each(['loop', 'while'])(
  'what a %s reads from outside, or carries on, stands apart from all in it',
  (kind) => {
    const [outside, carried, middle, next, flag] = ['outside', 'carried', 'middle', 'next', 'flag'].map(
      make,
    ) as [Buffer, Buffer, Buffer, Buffer, Buffer]
    const steps: Step[] = [
      kernel([outside, carried], [middle]),
      kernel([middle], [next]),
      { kind: 'copy', from: next, to: carried },
    ]
    const loop: Step =
      kind === 'loop'
        ? { kind, length: 3, reverse: false, slices: [], body: { steps } }
        : { kind: 'while', condition: { steps: [kernel([carried], [flag])] }, flag, body: { steps } }
    const buffers = liveness({ steps: [kernel([], [outside, carried]), loop] }, [carried])
    expect(buffers).toContain(next)
    placeInArena(buffers)
    for (const inside of [middle, next])
      for (const other of [outside, carried])
        expect(
          Math.abs(inside.offset - other.offset),
          `${inside.label}, ${other.label}`,
        ).toBeGreaterThanOrEqual(padded(inside.bytes))
  },
)
