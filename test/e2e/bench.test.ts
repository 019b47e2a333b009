import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENCH_CASES } from '../../src/cli/bench/cases.ts';
import { papertape, temporaryFolder } from './papertape.ts';

describe('papertape bench', () => {
  it('measures what was asked for, with the digests of the sources, and leaves nothing behind', async () => {
    const TMPDIR = await temporaryFolder();
    const { code, stdout } = await papertape(['bench', 'parquet', 'idle', '--quick', '--json'], { env: { TMPDIR } });
    expect(code).toBe(0);
    const { cases, versions, hardware } = JSON.parse(stdout);
    const idle = BENCH_CASES[0]!;
    expect(cases.map(({ name, count }: { name: string; count: number }) => [name, count])).toEqual([
      ['idle', 525_600],
      ['parquet', 525_600],
    ]);
    expect(cases[0].digest).toBe((await idle.run(idle.size, '')).digest);
    for (const { per_second, slowest_per_second, fastest_per_second } of cases) {
      expect(slowest_per_second).toBeGreaterThan(0);
      expect(per_second).toBeGreaterThanOrEqual(slowest_per_second);
      expect(fastest_per_second).toBeGreaterThanOrEqual(per_second);
    }
    expect(versions).toEqual({
      papertape: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.versions.node,
      duckdb: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    expect(hardware.cores).toBeGreaterThan(0);
    expect(readdirSync(TMPDIR)).toEqual([]);
  }, 180_000);

  it('ends with Ctrl-C at once, and leaves nothing behind', async () => {
    const TMPDIR = await temporaryFolder();
    const stopOnceThereIsData = (kill: (signal: NodeJS.Signals) => void): void => {
      const look = setInterval(() => {
        if (readdirSync(TMPDIR).length === 0) return;
        clearInterval(look);
        kill('SIGINT');
      }, 20);
    };
    const { code, stdout, stderr } = await papertape(['bench', '--full'], {
      env: { TMPDIR },
      onStart: stopOnceThereIsData,
    });
    expect([code, stdout, stderr]).toEqual([130, '', 'papertape: interrupted, nothing was written\n']);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it('ends with Ctrl-C in the middle of a case, too', async () => {
    const TMPDIR = await temporaryFolder();
    const { code, stdout } = await papertape(['bench', 'limits', '--full'], {
      env: { TMPDIR },
      onStart: (kill) => setTimeout(() => kill('SIGINT'), 2_500),
    });
    expect([code, stdout]).toEqual([130, '']);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });
});
