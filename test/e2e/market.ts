/** A small market for the tests of the command: candles made by hand, as the CSV a user would bring. */
import { expect } from 'vitest';
import { papertapeHere, temporaryFolder } from './papertape.ts';

const MINUTE = 60_000;
const FIRST = Date.UTC(2024, 0, 1);

/** One-minute candles whose price swings around 100 by whole cents. */
export function candlesCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const phase = index % 120;
    const cents = 10_000 + (phase < 60 ? phase : 120 - phase) * 5;
    const text = (units: number): string => (units / 100).toFixed(2);
    return [FIRST + index * MINUTE, text(cents), text(cents + 7), text(cents - 7), text(cents + 3), '1.5'].join(',');
  });
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

export const SCENARIO = `strategy: { use: sma-cross, params: { fast: 5, slow: 20 } }
market: { catalog: data, venue: hand, symbols: [BTC/USDT] }
exchange: { slippage: { model: fixed, pct: 0.1 } }
`;

/** A folder with a catalog of `count` candles and `scenario.yaml`, made by the command itself. */
export async function folderWithMarket(count: number, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = await temporaryFolder({ 'btc.csv': candlesCsv(count), 'scenario.yaml': SCENARIO, ...files });
  const words = ['data', 'import', 'btc.csv', '--catalog', 'data', '--venue', 'hand', '--symbol', 'BTC/USDT'];
  const imported = await papertapeHere(words, { cwd });
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  expect(imported.stdout).toContain(`${count} candles added`);
  return cwd;
}
