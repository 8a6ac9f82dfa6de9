import type { WorkloadModule } from '../harness/workload.ts'
import * as layerNorm from './layer-norm.ts'
import * as matmul from './matmul.ts'
import * as mlp from './mlp.ts'
import * as softmax from './softmax.ts'
import * as tanhSum from './tanh-sum.ts'

/** In the order of the tables. */
export const modules: readonly WorkloadModule[] = [matmul, tanhSum, softmax, layerNorm, mlp]
