// All that the engine knows. Functions that build a subject's operations import its file, so that a bundle without them is
// without it (src/tensor/core.test.ts sees to it).
import './blocks.ts'
import './control.ts'
import './convolutions.ts'
import './linear-algebra.ts'
import './random.ts'
import './resampling.ts'
import './sorting.ts'
import './transforms.ts'
import './windows.ts'
