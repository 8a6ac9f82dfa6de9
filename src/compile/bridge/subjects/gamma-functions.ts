import { gammaFunctions as rows } from '../../../ops/gammaFunctions.ts'
import { gammaFunctions, polygammaOf } from '../../../wasm/math/gamma-functions.ts'
import { families, functions } from '../../../wasm/math/index.ts'
import { orderOf, others } from '../scalars.ts'

// What the engine knows of the gamma function and its kin.

Object.assign(functions, gammaFunctions)
families['polygamma'] = polygammaOf
others.set(rows.trigamma, (k, [x]) => k.apply('polygamma1', x!))
others.set(rows.polygamma, (k, [x], node) => k.apply(`polygamma${orderOf(node)}`, x!))
