import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The examples import the package by its name, as its users do; here that is the source.
  resolve: {
    alias: [
      { find: /^nabla$/, replacement: new URL('src/index.ts', import.meta.url).pathname },
      { find: /^nabla\/core$/, replacement: new URL('src/tensor/core.ts', import.meta.url).pathname },
      { find: /^nabla\/(.+)\/core$/, replacement: new URL('src/$1/core.ts', import.meta.url).pathname },
      { find: /^nabla\/(.+)$/, replacement: new URL('src/$1/index.ts', import.meta.url).pathname },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    setupFiles: ['test/setup.ts'],
  },
})
