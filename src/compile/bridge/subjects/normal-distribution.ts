import { functions } from '../../../wasm/math/index.ts'
import { normalDistribution } from '../../../wasm/math/normal-distribution.ts'

// What the engine knows of the distribution function of the normal distribution.

Object.assign(functions, normalDistribution)
