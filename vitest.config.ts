import { defineConfig } from 'vitest/config'

// Timeouts only catch what hangs: an embedded database takes seconds to open, many times that on a busy machine.
export default defineConfig({
  test: {
    // Files wait more than they compute; left to itself, vitest keeps a core free.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          include: ['{spec,client,simulator,hub,console}/**/*.test.ts', 'test/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
