// Functions of each element, which take their operands and no options.
export * from './elementary.ts'
export * from './elementwise.ts'
export * from './errorFunctions.ts'
export * from './errorInverse.ts'
export * from './gammaFunctions.ts'
export * from './normalDistribution.ts'
export * from './trigonometric.ts'
