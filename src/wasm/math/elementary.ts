import { cosh, sinh } from './exponential.ts'
import { acosh, asinh, atanh, log10 } from './logarithm.ts'
import { cbrt } from './power.ts'
import { remainder } from './remainder.ts'
import { branching, direct, inline, outlined, type Row } from './row.ts'
import { acos, asin, atan, atan2, tan } from './trigonometric.ts'

/** Inverse and hyperbolic functions, logarithms to other bases and the like; see index.ts. */
export const elementary: Readonly<Record<string, Row>> = {
  log10: direct(50, log10),
  tan: branching(70, tan),
  asin: direct(50, asin),
  acos: direct(55, acos),
  atan: branching(45, atan),
  atan2: direct(60, atan2),
  sinh: direct(50, sinh),
  cosh: inline(40, cosh),
  asinh: direct(80, asinh),
  acosh: direct(70, acosh),
  atanh: direct(60, atanh),
  cbrt: outlined(150, cbrt),
  remainder: outlined(100, remainder),
}
