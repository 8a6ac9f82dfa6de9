import type { WorkloadModule } from '../harness/workload.ts'
import * as adbenchGmm from './adbench-gmm.ts'
import * as adbenchLstm from './adbench-lstm.ts'
import * as cnn from './cnn.ts'
import * as layerNorm from './layer-norm.ts'
import * as logistic from './logistic.ts'
import * as lstm from './lstm.ts'
import * as matmul from './matmul.ts'
import * as mlp from './mlp.ts'
import * as mnist from './mnist.ts'
import * as softmax from './softmax.ts'
import * as tanhSum from './tanh-sum.ts'
import * as transformer from './transformer.ts'

/** In the order of the tables. */
export const modules: readonly WorkloadModule[] = [
  matmul,
  tanhSum,
  softmax,
  layerNorm,
  mlp,
  cnn,
  lstm,
  transformer,
  logistic,
  adbenchGmm,
  adbenchLstm,
  mnist,
]
