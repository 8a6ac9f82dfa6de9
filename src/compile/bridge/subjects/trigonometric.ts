import { trigonometric as rows } from '../../../ops/trigonometric.ts'
import { angles } from '../../../wasm/math/angles.ts'
import { functions } from '../../../wasm/math/index.ts'
import { formula } from '../formulas.ts'
import { others } from '../scalars.ts'

// What the engine knows of sine and cosine.

Object.assign(functions, angles)
others.set(rows.sine, formula('sin(x)'))
others.set(rows.cosine, formula('cos(x)'))
