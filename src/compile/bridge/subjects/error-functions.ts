import { errorFunctions } from '../../../wasm/math/error-functions.ts'
import { functions } from '../../../wasm/math/index.ts'

// What the engine knows of the error function and its kin.

Object.assign(functions, errorFunctions)
