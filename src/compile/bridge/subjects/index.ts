// All that the engine knows. Functions that build a subject's operations import its file, so that a bundle without them is
// without it (src/tensor/core.test.ts sees to it).
import './error-functions.ts'
import './gamma-functions.ts'
import './linear-algebra.ts'
import './convolutions.ts'
import './windows.ts'
import './sorting.ts'
import './blocks.ts'
import './control.ts'
import './cumulative.ts'
import './random.ts'
import './resampling.ts'
import './transforms.ts'
