export { Adadelta, type AdadeltaOptions, adadelta } from './adadelta.ts'
export { Adafactor, type AdafactorOptions, adafactor } from './adafactor.ts'
export { Adagrad, type AdagradOptions, adagrad } from './adagrad.ts'
export { Adam, type AdamOptions, AdamW, adam, adamw } from './adam.ts'
export { Adamax, type AdamaxOptions, adamax } from './adamax.ts'
export type { Algorithm, Scalars, Slots, Updated } from './algorithm.ts'
export { ASGD, type ASGDOptions, asgd } from './asgd.ts'
export { BoundOptimizer, type Stepper } from './bound.ts'
export { clipByGlobalNorm, clipByValue, clipGradNorm, clipGradValue, globalNorm } from './clipping.ts'
export * from './composed-schedulers.ts'
export { CyclicLR, type CyclicOptions, OneCycleLR, type OneCycleOptions } from './cyclic-schedulers.ts'
export { OptimizerError } from './errors.ts'
export {
  type FunctionalOptimizer,
  functional,
  type OptimizerState,
  type RuleOptimizer,
} from './functional.ts'
export { ParameterGroup } from './group.ts'
export { LBFGS, type LBFGSOptions, lbfgs } from './lbfgs.ts'
export { NAdam, type NAdamOptions, nadam } from './nadam.ts'
export { type GroupOptions, Optimizer, type Parameters } from './optimizer.ts'
export { type PlateauOptions, ReduceLROnPlateau } from './plateau.ts'
export { RAdam, type RAdamOptions, radam } from './radam.ts'
export { RMSprop, type RMSpropOptions, rmsprop } from './rmsprop.ts'
export { Rprop, type RpropOptions, rprop } from './rprop.ts'
export * from './schedulers.ts'
export { SGD, type SGDOptions, sgd } from './sgd.ts'
export type { LoadedStateDict, OptimizerStateDict, SavedGroup, SavedParameter } from './state.ts'
