import { type FunctionRef, i32, type Local } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { codeKey } from '../kernel/ir.ts'
import { registerTile, type TileShape } from './micro.ts'
import type { Epilogue } from './product.ts'
import { finishTile, movedDown } from './registers.ts'
import type { RowTiles } from './tiles.ts'

/** A, B, C, tiles, those of them that are tall, steps, the tables of rows and of steps, and whether C has partial sums. */
const panelParameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
export type Panel = FunctionRef<readonly 'i32'[], 'void'>

/** What is done to tiles in registers, and how many of a panel's columns are results. */
export interface PanelFinish {
  readonly epilogue: Epilogue
  readonly width: number
}

/**
 * One column of register tiles: `tall` of them, where there are any, with a row more than the others. A function of its own, because the engine
 * compiles a function well only after it has been called a few times: a long loop within one call would stay slow. With
 * `done`, tiles are finished in registers, and the addresses of the epilogue's buffers are further parameters.
 */
export function definePanel(
  target: EmissionTarget,
  shape: TileShape,
  { height, tall: some }: RowTiles,
  done: PanelFinish | undefined,
): Panel {
  const buffers = done ? [...done.epilogue.inputs, ...done.epilogue.outputs] : []
  return target.module.shared(
    codeKey({ name: '', shape, height, some: some > 0, done } as { name: string }, done?.epilogue.body),
    [...panelParameters, ...buffers.map(() => 'i32' as const)] as readonly 'i32'[],
    'void',
    (f, ...parameters) => {
      const [a, b, c, tiles, tall, steps, rows, along, accumulate, ...pointers] = parameters as [
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        Local<'i32'>,
        ...Local<'i32'>[],
      ]
      const e: Emission = { ...target, f }
      const panelBytes = shape.reading === 'packed' ? f.let(i32.mul(steps, shape.stepA)) : undefined
      const tile = (h: number): void =>
        f.scope(() => {
          const finish =
            done &&
            ((sums: readonly Local<'v128'>[]): void => {
              const own = { height: h, vectors: shape.vectors, width: done.width }
              finishTile(e, shape.dtype, done.epilogue, own, sums, pointers, c)
              movedDown(e, done.epilogue, pointers, h)
            })
          registerTile(e, shape, h, { a, b, c, steps, rows, along, accumulate }, finish)
          if (panelBytes) f.set(a, i32.add(a, panelBytes))
          else if (shape.reading === 'line') f.set(a, i32.add(a, h * shape.rowA))
          else f.set(rows, i32.add(rows, 4 * h))
          if (!done) f.set(c, i32.add(c, h * shape.rowC))
        })
      if (some > 0) f.for(0, tall, 1, () => tile(height + 1))
      if (height > 0) f.for(tall, tiles, 1, () => tile(height))
    },
  )
}
