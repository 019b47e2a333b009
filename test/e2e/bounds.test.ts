import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { papertape, papertapeHere, STARTED, temporaryFolder } from './papertape.ts';

/** Minute two reaches the stop and the take-profit, the stop first on the adverse path. */
const CSV = `time,open,high,low,close,volume
2024-01-01T00:00:00Z,100.00,101.00,99.00,100.00,1
2024-01-01T00:01:00Z,100.00,101.00,99.00,100.00,1
2024-01-01T00:02:00Z,100.00,111.00,89.00,100.00,1
2024-01-01T00:03:00Z,100.00,101.00,99.00,100.00,1
`;

const SCENARIO = `strategy:
  use: scripted
  params:
    orders:
      - { at: 2024-01-01T00:01:00Z, side: buy, type: market, quantity: 1, stop_loss: 90, take_profit: 110 }
market: { catalog: data, venue: hand, symbols: [BTC/USDT] }
exchange: { slippage: none, fees: { maker_pct: 0, taker_pct: 0 } }
`;

it('runs adverse and favorable beside the scenario, and prints both', async () => {
  const cwd = await temporaryFolder({ 'btc.csv': CSV, 'scenario.yaml': SCENARIO });
  const words = ['data', 'import', 'btc.csv', '--catalog', 'data', '--venue', 'hand', '--symbol', 'BTC/USDT'];
  expect(await papertapeHere(words, { cwd })).toMatchObject({ code: 0, stderr: '' });
  const json = async (...flags: string[]) => {
    const { code, stdout, stderr } = await papertapeHere(['replay', 'scenario.yaml', '--json', ...flags], { cwd });
    expect([code, stderr]).toEqual([0, STARTED]);
    return JSON.parse(stdout);
  };
  const plain = await json('--out', 'plain');
  const favorable = await json('--out', 'other', '--set', 'exchange.intrabar=favorable');
  const bounded = await json('--bounds', '--out', 'bounded');
  expect([plain.metrics.final_equity, favorable.metrics.final_equity]).toEqual(['9990.00000000', '10010.00000000']);
  // Each bound is the very run of its path; the report stays the scenario's own.
  const { bounds, timing: _timing, ...own } = bounded;
  const { timing: _its, ...alone } = plain;
  expect(own).toEqual(alone);
  expect(bounds.adverse).toMatchObject({ digest: plain.run.digest, metrics: plain.metrics });
  expect(bounds.favorable).toMatchObject({ digest: favorable.run.digest, metrics: favorable.metrics });
  expect(bounds.difference).toMatchObject({ final_equity: '20.00000000', fill_count: 0 });
  expect(JSON.parse(await readFile(join(cwd, 'bounded/report.json'), 'utf8'))).toEqual(bounded);

  const nearest = await papertape(
    ['replay', 'scenario.yaml', '--bounds', '--twice', '--set', 'exchange.intrabar=nearest'],
    { cwd },
  );
  expect(nearest.code).toBe(0);
  expect(nearest.stdout).toMatch(/^Final equity +9,990\.00 USDT +10,010\.00 USDT +\+20\.00 USDT$/m);
  expect(nearest.stderr).toContain('two runs in fresh processes agree');
  // Only the scenario's own run has a report, and that holds under verify.
  expect(await readdir(join(cwd, 'reports'))).toEqual(['scenario']);
  expect(await papertape(['verify', 'bounded'], { cwd })).toMatchObject({ code: 0, stderr: '' });
});
