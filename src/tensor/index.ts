// its order is that of the bundle
import './order.ts'
import '../compile/bridge/subjects/index.ts'

export * from './core.ts'

import './methods.ts'
