import { arrangement } from './arrangement.ts'
import { broadcasting } from './broadcasting.ts'

/** Rows that move elements and compute nothing, or only sum; all are linear. Those that take or give parts of tensors are `slicing`. */
export const movement = { ...broadcasting, ...arrangement }

export * from './arrangement.ts'
export * from './broadcasting.ts'
export * from './slicing.ts'
