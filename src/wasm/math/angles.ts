import { branching, type Row } from './row.ts'
import { cos, sin } from './trigonometric.ts'

/** Sine and cosine; see index.ts. */
export const angles: Readonly<Record<string, Row>> = { sin: branching(60, sin), cos: branching(60, cos) }
