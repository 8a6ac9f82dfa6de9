import { errorInverse } from '../../../wasm/math/error-inverse.ts'
import { functions } from '../../../wasm/math/index.ts'

// What the engine knows of the inverse of the error function.

Object.assign(functions, errorInverse)
