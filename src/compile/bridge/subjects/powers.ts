import { powers as rows } from '../../../ops/power.ts'
import { operations } from '../../../wasm/kernel/operations.ts'
import { integerPower } from '../../../wasm/kernel/powers.ts'
import { functions } from '../../../wasm/math/index.ts'
import { power } from '../../../wasm/math/power.ts'
import { rules } from '../../algebra.ts'
import { simplePower } from '../../powers.ts'

// What the engine knows of powers.

functions['power'] = power
operations['power'] = integerPower
rules.set(rows.power, simplePower)
