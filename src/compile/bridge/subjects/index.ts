// All that the engine knows. Functions that build a subject's operations import its file, so that a bundle without them is
// without it (src/tensor/core.test.ts sees to it).
// Subjects fill tables, so their order is free; in this one gzip finds most (0.8 kB).
import './gamma-functions.ts'

// Nobody imports these from here. Named one after the other, the generators of kernels stand side by side in a bundle, where
// gzip sees what they have in common (0.5 kB): its window is 32 kB, and each would stand far off, before its subject.
export { stageContraction } from '../../../wasm/gemm/split.ts'
export { errorFunctions } from '../../../wasm/math/error-functions.ts'
export { compileEigen } from '../../../wasm/rows/eigen.ts'
export { compileFourier } from '../../../wasm/rows/fourier.ts'
export { compileQr } from '../../../wasm/rows/qr.ts'
export { compileScatter } from '../../../wasm/rows/scatter.ts'
export { compileSingularValues } from '../../../wasm/rows/singular.ts'
export { compileRowSort } from '../../../wasm/rows/sort.ts'

import './elementary.ts'
import './error-functions.ts'
import './custom.ts'
import './blocks.ts'
import './convolutions.ts'
import './windows.ts'
import './cumulative.ts'
import './random.ts'
import './resampling.ts'
import './control.ts'
import './transforms.ts'
import './sorting.ts'
import './linear-algebra.ts'
