import './places.ts'
import { type Resampling, resampling, weightedSum } from '../../../ops/resample.ts'
import { expansions } from '../../expand.ts'

// What the engine knows of axes that are made anew.

expansions.set(resampling.resample, ({ inputs, params }) => [weightedSum(inputs, params as Resampling)])
