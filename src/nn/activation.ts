import * as f from '../tensor/functions/activation.ts'
import * as elementwise from '../tensor/functions/elementwise.ts'
import * as soft from '../tensor/functions/softmax.ts'
import type { Tensor } from '../tensor/index.ts'
import { layerOf } from './layer.ts'
import { Module } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

type Of<O> = [options?: O]

export const ReLU = layerOf('ReLU', (x: Tensor) => f.relu(x))
export const ReLU6 = layerOf('ReLU6', (x: Tensor) => f.relu6(x))
export const LeakyReLU = layerOf('LeakyReLU', (x: Tensor, ...o: Of<{ readonly slope?: number }>) =>
  f.leakyRelu(x, ...o),
)
export const ELU = layerOf('ELU', (x: Tensor, ...o: Of<{ readonly alpha?: number }>) => f.elu(x, ...o))
export const SELU = layerOf('SELU', (x: Tensor) => f.selu(x))
export const CELU = layerOf('CELU', (x: Tensor, ...o: Of<{ readonly alpha?: number }>) => f.celu(x, ...o))
export const GELU = layerOf('GELU', (x: Tensor, ...o: Of<{ readonly approximate?: 'none' | 'tanh' }>) =>
  f.gelu(x, ...o),
)
export const SiLU = layerOf('SiLU', (x: Tensor) => f.silu(x))
export const Mish = layerOf('Mish', (x: Tensor) => f.mish(x))
export const Sigmoid = layerOf('Sigmoid', (x: Tensor) => elementwise.sigmoid(x))
export const LogSigmoid = layerOf('LogSigmoid', (x: Tensor) => f.logSigmoid(x))
export const Tanh = layerOf('Tanh', (x: Tensor) => elementwise.tanh(x))
export const Softplus = layerOf(
  'Softplus',
  (x: Tensor, ...o: Of<{ readonly beta?: number; readonly threshold?: number }>) => f.softplus(x, ...o),
)
export const Softsign = layerOf('Softsign', (x: Tensor) => elementwise.softsign(x))
export const Softshrink = layerOf('Softshrink', (x: Tensor, ...o: Of<{ readonly lambda?: number }>) =>
  f.softshrink(x, ...o),
)
export const Hardshrink = layerOf('Hardshrink', (x: Tensor, ...o: Of<{ readonly lambda?: number }>) =>
  f.hardshrink(x, ...o),
)
export const Hardtanh = layerOf(
  'Hardtanh',
  (x: Tensor, ...o: Of<{ readonly min?: number; readonly max?: number }>) => f.hardtanh(x, ...o),
)
export const Hardsigmoid = layerOf('Hardsigmoid', (x: Tensor) => f.hardsigmoid(x))
export const Hardswish = layerOf('Hardswish', (x: Tensor) => f.hardswish(x))
export const Softmax = layerOf('Softmax', (x: Tensor, axis?: number) => soft.softmax(x, axis))
export const LogSoftmax = layerOf('LogSoftmax', (x: Tensor, axis?: number) => soft.logSoftmax(x, axis))
export const Softmin = layerOf('Softmin', (x: Tensor, axis?: number) => soft.softmin(x, axis))
export const GLU = layerOf('GLU', (x: Tensor, axis?: number) => f.glu(x, axis))

/** max(0, x) + a*min(0, x) with learned a, one for all channels or one for each. */
export class PReLU extends Module {
  readonly weight: Parameter
  constructor(channels = 1, initial = 0.25) {
    super()
    this.weight = parameter(new Array<number>(channels).fill(initial))
  }
  forward(x: Tensor): Tensor {
    return f.prelu(x, this.weight)
  }
}

export const relu = () => new ReLU()
export const relu6 = () => new ReLU6()
export const leakyRelu = (...o: Of<{ readonly slope?: number }>) => new LeakyReLU(...o)
export const elu = (...o: Of<{ readonly alpha?: number }>) => new ELU(...o)
export const selu = () => new SELU()
export const celu = (...o: Of<{ readonly alpha?: number }>) => new CELU(...o)
export const gelu = (...o: Of<{ readonly approximate?: 'none' | 'tanh' }>) => new GELU(...o)
export const silu = () => new SiLU()
export const mish = () => new Mish()
export const sigmoid = () => new Sigmoid()
export const logSigmoid = () => new LogSigmoid()
export const tanh = () => new Tanh()
export const softplus = (...o: Of<{ readonly beta?: number; readonly threshold?: number }>) =>
  new Softplus(...o)
export const softsign = () => new Softsign()
export const softshrink = (...o: Of<{ readonly lambda?: number }>) => new Softshrink(...o)
export const hardshrink = (...o: Of<{ readonly lambda?: number }>) => new Hardshrink(...o)
export const hardtanh = (...o: Of<{ readonly min?: number; readonly max?: number }>) => new Hardtanh(...o)
export const hardsigmoid = () => new Hardsigmoid()
export const hardswish = () => new Hardswish()
/** softmax along an axis (the last). For a classifier's loss take crossEntropy on the logits instead. */
export const softmax = (axis = -1) => new Softmax(axis)
export const logSoftmax = (axis = -1) => new LogSoftmax(axis)
export const softmin = (axis = -1) => new Softmin(axis)
export const glu = (axis = -1) => new GLU(axis)
export const prelu = (channels?: number, initial?: number): PReLU => new PReLU(channels, initial)
