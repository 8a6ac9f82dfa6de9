import '../compile/bridge/subjects/index.ts'

export * from './core.ts'

import './methods.ts'
