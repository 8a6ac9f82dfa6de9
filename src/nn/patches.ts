import type { Tensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/patches.ts'
import type { Spatial } from '../tensor/functions/spatial.ts'
import { layerOf } from './layer.ts'

type Window = [kernelSize: Spatial, options?: f.PatchOptions]

/** The patches that a window sees, as columns. Shapes: [n, c, h, w] -> [n, c*kh*kw, places]. See the function `unfold`. */
export const Unfold = /* @__PURE__ */ layerOf('Unfold', (x: Tensor, ...window: Window) =>
  f.unfold(x, ...window),
)
/** Adds patches up where they came from. Shapes: [n, c*kh*kw, places] -> [n, c, ...outputSize]. See the function `fold`. */
export const Fold = /* @__PURE__ */ layerOf('Fold', (x: Tensor, outputSize: Spatial, ...window: Window) =>
  f.fold(x, outputSize, ...window),
)
/** Patches as columns: `unfold(3, { padding: 1 })`. */
export const unfold = (...window: Window) => new Unfold(...window)
/** Patches back to images: `fold([8, 8], 3, { padding: 1 })`. */
export const fold = (outputSize: Spatial, ...window: Window) => new Fold(outputSize, ...window)
