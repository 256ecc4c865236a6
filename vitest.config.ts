import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: { alias: { '@': root } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{server,components,app}/**/*.test.{ts,tsx}', 'server/launch/*.test.mjs'],
          exclude: ['**/*.lab.test.ts', 'node_modules/**'],
          // A machine may be busy; what a test waits for is a state, not a time.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          // Lab hosts share one management prefix, so lab suites take turns.
          name: 'lab',
          include: ['lab/**/*.test.ts', '{server,app}/**/*.lab.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
