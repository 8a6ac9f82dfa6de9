import { custom } from '../../../transform/control/custom.ts'
import { bodies } from '../../expand.ts'
import { opaque } from '../../simplify.ts'
import { sameMemory, views } from '../../view.ts'

// What the engine knows of functions with derivatives of their own.

for (const row of [custom.remat, custom.custom_jvp, custom.custom_vjp]) bodies.add(row)
opaque.add(custom.barrier)
views.set(custom.barrier, (_, mapping) => mapping)
sameMemory.add(custom.barrier)
