import './reductions.ts'
import { branching } from '../../../transform/control/branch.ts'
import { looping } from '../../../transform/control/loop.ts'
import { scanning } from '../../../transform/control/scan.ts'
import { lightenLoops } from '../../loops.ts'
import { passes } from '../../simplify.ts'
import { caseStep, scanStep, whileStep } from '../control.ts'
import { templates } from '../templates.ts'

// What the engine knows of loops and branches.

templates.set(scanning.scan, scanStep)
templates.set(looping.while, whileStep)
templates.set(branching.case, caseStep)
passes.push(lightenLoops)
