import '../compile/bridge/subjects/index.ts'
import './methods.ts'

export * from './core.ts'
