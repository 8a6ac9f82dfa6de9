import { type FunctionRef, i32 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { codeKey } from '../kernel/ir.ts'
import { registerTile, type TileShape } from './micro.ts'

const panelParameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
export type Panel = FunctionRef<typeof panelParameters, 'void'>

/**
 * One column of register tiles: `tall` of them with a row more than the others. A function of its own, because the engine
 * compiles a function well only after it has been called a few times: a long loop within one call would stay slow.
 */
export function definePanel(target: EmissionTarget, shape: TileShape, height: number): Panel {
  return target.module.shared(
    codeKey({ name: '', shape, height } as { name: string }),
    panelParameters,
    'void',
    (f, a, b, c, tiles, tall, steps, rows, along, accumulate) => {
      const e: Emission = { ...target, f }
      const panelBytes = shape.reading === 'packed' ? f.let(i32.mul(steps, shape.stepA)) : undefined
      const tile = (h: number): void =>
        f.scope(() => {
          registerTile(e, shape, h, { a, b, c, steps, rows, along, accumulate })
          if (panelBytes) f.set(a, i32.add(a, panelBytes))
          else if (shape.reading === 'line') f.set(a, i32.add(a, h * shape.rowA))
          else f.set(rows, i32.add(rows, 4 * h))
          f.set(c, i32.add(c, h * shape.rowC))
        })
      f.for(0, tall, 1, () => tile(height + 1))
      if (height > 0) f.for(tall, tiles, 1, () => tile(height))
    },
  )
}
