import { expect, it } from 'vitest';
import { LIST_SCHEMA, type ListedCatalog } from '../../src/catalog/list.ts';
import { listText } from '../../src/cli/list-text.ts';

const CATALOG: ListedCatalog = {
  schema: LIST_SCHEMA,
  catalog: 'data',
  series: Array.from({ length: 2000 }, (_, i) => ({
    venue: 'a-venue-with-a-long-name',
    symbol: `1000000TOKEN${i}/USDT`,
    kind: 'candles',
    interval: '15m',
    rows: 1_234_567 + i,
    first: '2017-08-17T04:00:00Z',
    last: '2024-04-21T14:00:00Z',
    gaps: i % 3 === 0 ? 28 : 0,
    bytes: 41_250_000,
  })),
  instruments: [],
};

it('has one line a series where nobody looks at a terminal, each of which says whose it is', () => {
  const lines = listText(CATALOG, Number.POSITIVE_INFINITY).split('\n');
  expect(lines).toHaveLength(1 + CATALOG.series.length);
  expect(lines.filter((line) => line.includes('TOKEN1234/USDT'))).toEqual([
    expect.stringMatching(
      /^a-venue-with-a-long-name {2}1000000TOKEN1234\/USDT {2}15m candles {2}1,235,801 {2}2017-08-17 04:00 {2}2024-04-21 14:00 +0 {2}41.2 MB$/,
    ),
  ]);
});

it('is wrapped on a terminal that is too narrow for a table', () => {
  const lines = listText({ ...CATALOG, series: CATALOG.series.slice(0, 2) }, 60).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
});
