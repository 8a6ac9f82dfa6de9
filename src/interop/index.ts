import '../tensor/index.ts'

export * from './core.ts'
