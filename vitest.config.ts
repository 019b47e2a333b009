import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/announce.ts'],
    pool: 'forks',
    // One worker a core: the machine has nothing else to do.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/{model,clock,market,exchange,portfolio,strategy,execution,engine,statistics}/**'],
    },
  },
});
