// All that the engine knows. Functions that build a subject's operations import its file, so that a bundle without them is
// without it (src/tensor/core.test.ts sees to it). Subjects fill tables, so their order is free.

// Nobody imports from here what is exported. A bundle has files in the order in which they are named first, and gzip sees what
// two of them have in common where they stand within 32 kB of each other. So vector mathematics, the generators of kernels and
// subjects are named in the order in which it finds most: moved about until nothing helped, they are 2 kB less.
export { erf } from '../../../formula/special/index.ts'
export { errorFunctions } from '../../../wasm/math/error-functions.ts'
export { gammaFunctions } from '../../../wasm/math/gamma-functions.ts'

import './error-functions.ts'

export { elementary } from '../../../wasm/math/elementary.ts'

import './error-inverse.ts'
import './normal-distribution.ts'

export { parseFormula } from '../../../formula/parse.ts'
export { stageContraction } from '../../../wasm/gemm/split.ts'
export { compileEigen } from '../../../wasm/rows/eigen.ts'
export { compileFourier } from '../../../wasm/rows/fourier.ts'
export { compileQr } from '../../../wasm/rows/qr.ts'
export { compileScatter } from '../../../wasm/rows/scatter.ts'
export { compileSingularValues } from '../../../wasm/rows/singular.ts'
export { compileRowSort } from '../../../wasm/rows/sort.ts'

import './custom.ts'
import './blocks.ts'
import './convolutions.ts'
import './windows.ts'
import './sorting.ts'
import './cumulative.ts'
import './random.ts'
import './resampling.ts'
import './transforms.ts'
import './linear-systems.ts'
import './linear-algebra.ts'
import './gamma-functions.ts'
import './elementary.ts'
import './control.ts'
