import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slowFirst.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/announce.ts', 'test/support/temporary.ts'],
    pool: 'forks',
    // A file finds the modules of the one before it loaded: what a test changes in its process, it puts back.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    // One worker a core: the machine has nothing else to do.
    maxWorkers: availableParallelism(),
    // Most take milliseconds; a busy machine is no fault of the code.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    coverage: {
      provider: 'v8',
      include: ['src/{model,clock,market,exchange,portfolio,strategy,execution,engine,statistics}/**'],
      // Of the core as a whole; what it lacks is told file by file by `npm run coverage`.
      thresholds: { lines: 85 },
    },
  },
});
