import './methods.ts'

export * from './core.ts'
