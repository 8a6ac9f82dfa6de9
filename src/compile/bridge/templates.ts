import type { Template } from './block.ts'

/** Operations that are more than a loop over elements; who brings one adds it (subjects/). */
export const templates = new Map<object, Template>()
