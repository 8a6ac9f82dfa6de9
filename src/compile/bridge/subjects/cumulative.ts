import { cumulative } from '../../../ops/cumulative.ts'
import { running } from '../cumulative.ts'
import { templates } from '../templates.ts'

// What the engine knows of running reductions.

templates.set(cumulative.cumsum, running('sum'))
templates.set(cumulative.cumprod, running('prod'))
templates.set(cumulative.cummax, running('max'))
templates.set(cumulative.cummin, running('min'))
templates.set(cumulative.cumlogsumexp, running('logsumexp'))
templates.set(cumulative.recurrence, running('sum'))
