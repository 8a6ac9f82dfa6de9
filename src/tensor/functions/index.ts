export * from './contraction.ts'
export * from './elementwise.ts'
export * from './reduction.ts'
export * from './shape.ts'
