import { arrangement } from './arrangement.ts'
import { broadcasting } from './broadcasting.ts'
import { slicing } from './slicing.ts'

/** Rows that move elements and compute nothing, or only sum; all are linear. */
export const movement = { ...broadcasting, ...arrangement, ...slicing }

export * from './arrangement.ts'
export * from './broadcasting.ts'
export * from './slicing.ts'
