import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataCheck } from '../catalog/check-command.ts';
import { importFile, NEW_YEAR, put, refusal, temporaryFolder } from '../catalog/support.ts';

const folder = temporaryFolder();
const file = (name: string, lines: readonly string[]): string => put(join(folder, name), lines.join('\n'));

const at = (minute: number): string => new Date(NEW_YEAR / 1000 + minute * 60_000).toISOString();
const candle = (minute: number): string => {
  const [open, close] = [100 + ((minute * 7) % 5), 100 + (((minute + 1) * 7) % 5)];
  return [at(minute), open, Math.max(open, close) + 1, Math.min(open, close) - 1, close, 3].join(',');
};
const HEADER = 'time,open,high,low,close,volume';
const minutes = (count: number, has: (minute: number) => boolean = () => true): string[] =>
  [HEADER].concat(
    Array.from({ length: count }, (_, i) => i)
      .filter(has)
      .map(candle),
  );

const clean = file('clean.csv', minutes(120));
const holed = file(
  'holed.csv',
  minutes(120, (minute) => minute < 40 || minute >= 60),
);
const crossed = file('crossed.csv', [
  'time,bid,bid_size,ask,ask_size',
  ...Array.from({ length: 200 }, (_, i) => [at(i), i === 70 ? 103 : 100 + (i % 2), 1, 102, 1].join(',')),
]);

describe('what is printed', () => {
  it('nothing found: the whole period is full', async () => {
    const { printed, failure } = await dataCheck([clean], 200);
    expect(failure).toBeNull();
    expect(printed.split('\n')).toEqual([
      `${clean}: 120 candles of 1m (the most frequent step), 2024-01-01T00:00:00Z to 2024-01-01T01:59:00Z`,
      `|${'█'.repeat(60)}|`,
      'nothing found',
      '',
    ]);
  });

  it('a gap is seen in the picture where it lies, and said', async () => {
    const { printed, failure } = await dataCheck([holed, '--interval', '1m'], 400);
    expect(failure).toBeNull();
    const [, picture, ...found] = printed.trimEnd().split('\n');
    expect(picture).toBe(`|${'█'.repeat(20)}${'·'.repeat(10)}${'█'.repeat(30)}|`);
    expect(found).toEqual([
      'note gap: 1 (20 candles, 16.67 % of the period): stretches without a row; first at line 41 (2024-01-01T00:39:00Z); longest 20 candles (21m) after line 41 (2024-01-01T00:39:00Z)',
    ]);
  });

  it('the picture fits a narrow terminal, and one missing candle is seen in it', async () => {
    const one = file(
      'one.csv',
      minutes(120, (minute) => minute !== 60),
    );
    const [wide, narrow] = await Promise.all([dataCheck([one], 100), dataCheck([one], 32)]);
    const picture = (printed: string) => printed.split('\n').find((line) => line.startsWith('|'))!;
    expect(picture(wide.printed)).toBe(`|${'█'.repeat(30)}▄${'█'.repeat(29)}|`);
    expect(picture(narrow.printed)).toMatch(/^\|█{15}[▁▂▃▄▅▆▇]█{14}\|$/);
    expect(Math.max(...narrow.printed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      Math.max(32, one.length + 1),
    );
  });

  it('quotes are called quotes, and their share is one of quotes', async () => {
    const { printed, failure } = await dataCheck([crossed, '--kind', 'quotes'], 300);
    expect(printed).toContain(': 200 quotes, 2024-01-01T00:00:00Z to 2024-01-01T03:19:00Z\n|██████████|\n');
    expect(printed).toContain('note quote_crossed: 1 (0.50 % of the quotes): quotes have a bid above their ask');
    expect(failure).toBeNull();
  });
});

describe('how it ends', () => {
  it('notes end well, unless --strict', async () => {
    expect((await dataCheck([holed])).failure).toBeNull();
    expect((await dataCheck([holed, '--strict'])).failure).toBe(`${holed} has notes: gap`);
    expect((await dataCheck([clean, '--strict'])).failure).toBeNull();
  });

  it('--json prints one document and nothing else, in either end', async () => {
    const good = await dataCheck([holed, '--json']);
    expect(JSON.parse(good.printed)).toMatchObject({
      schema: 'papertape/check/1',
      file: holed,
      kind: 'candles',
      rows: 100,
      interval: '1m',
      findings: [{ name: 'gap', level: 'note', count: 1, candles: 20, period_pct: 16.6667 }],
    });
    const bad = await dataCheck([crossed, '--kind', 'quotes', '--json', '--strict']);
    expect(bad.failure).toContain('quote_crossed');
    expect(JSON.parse(bad.printed)).toMatchObject({ kind: 'quotes', interval: null });
  });

  it('a catalog is checked series by series', async () => {
    const catalog = join(folder, 'catalog');
    await importFile(catalog, holed);
    const { printed } = await dataCheck(['--catalog', catalog], 300);
    expect(printed).toContain('BTC/USDT on test: 100 candles of 1m, 2024-01-01T00:00:00Z');
    expect(printed).toContain('note gap: 1 (20 candles');
    expect((await dataCheck(['--catalog', catalog, '--strict'])).failure).toBe(`${catalog} has notes: gap`);
  });

  it.each<[string, string[], string]>([
    ['a preset of a catalog', ['--catalog', folder, '--preset', 'coinbase'], '--preset says how a file is read'],
    ['a switch of a catalog', ['--catalog', folder, '--floor-times'], '--floor-times says how a file is read'],
    ['lines that are no number', [clean, '--skip-lines', 'two'], '--skip-lines two is not a whole number'],
    ['a column that is none', [clean, '--map', 'tme=1'], 'did you mean time?'],
    ['a column of another kind', [clean, '--kind', 'trades', '--map', 'open=1'], 'open is not a column of trades'],
    ['a folder', [folder], 'is a folder: name a file, or a catalog with --catalog'],
  ])('%s is refused', async (_, words, message) => {
    expect(await refusal(dataCheck(words))).toContain(message);
  });
});
