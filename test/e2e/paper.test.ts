/** `papertape paper` as a user runs it, on made-up prices. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/report/schema.ts';
import { papertape, temporaryFolder } from './papertape.ts';

const SCENARIO = `
name: mine
strategy: { use: sma-cross, params: { fast: 2, slow: 3 } }
market: { price_source: mock, symbols: [BTC/USDT], interval: 1s, mock: { speed: max } }
`;
const SECRETS = { KRAKEN_API_KEY: 'k3y-never-shown', KRAKEN_API_SECRET: 's3cret-never-shown' };

describe('papertape paper', () => {
  it('runs for so many calls, logs what it does, and writes a report', async () => {
    const cwd = await temporaryFolder({ 'mine.yaml': SCENARIO });
    const { code, stdout, stderr } = await papertape(['paper', 'mine.yaml', '--cycles', '120', '--json'], {
      cwd,
      env: SECRETS,
    });
    expect([code, stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))]).toEqual([0, []]);
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report.run).toMatchObject({ name: 'mine', trading_mode: 'paper', price_source: 'mock' });
    expect(report.period.to).not.toBe(report.period.from);
    const [quality] = report.data_quality.symbols;
    expect(quality).toMatchObject({ matched_on: 'quotes and trades', gaps: 0 });
    expect(quality!.candles).toBeGreaterThan(110);
    expect(report.metrics.fill_count).toBeGreaterThan(0);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; level: string });
    expect(lines[0]).toMatchObject({ level: 'info', msg: 'PAPER trading', prices: 'mock' });
    expect(new Set(lines.map(({ msg }) => msg))).toContain('fill');
    const files = await readdir(join(cwd, 'reports/mine'));
    const texts = await Promise.all(files.map((name) => readFile(join(cwd, 'reports/mine', name), 'latin1')));
    for (const text of [stdout, stderr, ...texts]) expect(text).not.toContain('never-shown');
  });

  it('ends cleanly with a signal: exit 0 and the report is there', async () => {
    const cwd = await temporaryFolder({ 'mine.yaml': SCENARIO.replace('speed: max', 'speed: 5') });
    const { code, stdout } = await papertape(['paper', 'mine.yaml'], {
      cwd,
      onOutput: ({ stderr }, kill) => {
        if (stderr.includes('"connected"')) kill('SIGTERM');
      },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('mine: paper on mock prices');
    expect(await readdir(join(cwd, 'reports/mine'))).toContain('report.json');
  });

  it.each([
    [['paper', 'old.yaml'], 'market.price_source is historical, and paper trades on live prices: replay it with'],
    [
      ['replay', 'mine.yaml'],
      'market.price_source is mock, and replay runs history: run it with papertape paper mine.yaml',
    ],
    [['paper', 'mine.yaml', '--cycles', '0'], '--cycles is 0: write a whole number above 0'],
    [['paper', 'mine.yaml', '--interval', 'x'], '--interval is x: write a number above 0'],
    [['paper', 'mine.yaml', '--set', 'market.data=candles'], 'market.data is candles, and a live market is matched on'],
    [['paper', 'mine.yaml', '--set', 'trading_mode=live'], 'live trading was asked for with market.price_source: mock'],
  ])('says what is wrong: %s', async (words, message) => {
    const cwd = await temporaryFolder({
      'mine.yaml': SCENARIO,
      'old.yaml': SCENARIO.replace('price_source: mock, ', ''),
    });
    const env = words.includes('trading_mode=live') ? { PAPERTAPE_TRADING_MODE: 'live', ...SECRETS } : {};
    const { code, stderr } = await papertape(words, { cwd, env });
    expect([code, stderr.trim().split('\n').at(-1)]).toEqual([2, expect.stringContaining(message)]);
  });
});
