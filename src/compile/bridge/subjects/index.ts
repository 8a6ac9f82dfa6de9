// All that the engine knows. Functions that build a subject's operations import its file, so that a bundle without them is
// without it (src/tensor/core.test.ts sees to it).
// They fill tables, so their order is free; in this one gzip finds most (0.8 kB).
import './gamma-functions.ts'
import './custom.ts'
import './resampling.ts'
import './convolutions.ts'
import './transforms.ts'
import './windows.ts'
import './blocks.ts'
import './cumulative.ts'
import './random.ts'
import './control.ts'
import './linear-algebra.ts'
import './sorting.ts'
import './elementary.ts'
import './error-functions.ts'
