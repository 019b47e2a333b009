/** Papertape as a library: the example runs, and its numbers are those of the commands. */
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as face from '../../src/index.ts';
import { papertape, temporaryFolder } from '../e2e/papertape.ts';
import { ROOT } from './blocks.ts';

function example(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['examples/library.mjs'], { cwd: ROOT }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr));
    });
  });
}

describe('the library', () => {
  it('gives the numbers of the command', { timeout: 600_000 }, async () => {
    const cwd = await temporaryFolder();
    const words = ['replay', `${ROOT}scenarios/quickstart.yaml`, '--to', '2024-02-01', '--json'];
    const [printed, { stdout }] = await Promise.all([example(), papertape(words, { cwd })]);
    const { metrics } = JSON.parse(stdout);
    const lines = printed.trimEnd().split('\n');
    expect(lines.length).toBe(8);
    expect(lines[2]?.split(/ +/)).toEqual([
      '0.1',
      metrics.final_equity,
      String(metrics.round_trip_count),
      metrics.sharpe_ratio.toFixed(2),
    ]);
    expect(lines[4]).toMatch(/^range: [1-9][0-9]* round trips, -?[0-9.]+ USDT$/);
    const [, once, again] = /^run digest ([0-9a-f]{16}), again ([0-9a-f]{16})$/.exec(lines[5]!) ?? [];
    expect(once).toBe(again);
    expect(lines[6]).toMatch(/did you mean exchange\.slippage\.pct\?$/);
    expect(lines[7]).toMatch(/^131040 candles between [0-9.]+ and [0-9.]+$/);
  });

  it('has a small face', () => {
    expect(Object.keys(face).sort()).toEqual([
      'AmountOverflowError',
      'CheckError',
      'InputError',
      'StrategyError',
      'defineStrategy',
      'openCatalog',
      'replay',
      'verify',
    ]);
  });
});
