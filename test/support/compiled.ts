import { afterEach, beforeEach } from 'vitest'
import { engine } from '../../src/index.ts'

/** Everything in the file is compiled and runs on one thread; the settings are as before after each test. */
export function compiledOnOneThread(): void {
  const before = engine.settings()
  beforeEach(() => {
    engine.settings({ mode: 'compile', threads: 1, memory: before.memory })
  })
  afterEach(() => {
    engine.settings(before)
  })
}

/** Runs `f` while the engine is in a mode, and leaves it in that which it was in. */
export function inMode<T>(mode: 'interpret' | 'compile', f: () => T): T {
  const before = engine.settings().mode
  engine.settings({ mode })
  try {
    return f()
  } finally {
    engine.settings({ mode: before })
  }
}

/** Numbers from -0.3 to 0.3 that look random. */
export const numbers = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * 0.37 + seed) * 0.3)
