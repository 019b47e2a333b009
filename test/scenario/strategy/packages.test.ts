import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleText, makeFolder, makeWorld, run } from './workbench.ts';

const folder = makeFolder();
const zone = process.env.TZ;
// A machine whose zone is far from UTC, with a summer time: nothing of it may show.
beforeAll(() => {
  process.env.TZ = 'America/New_York';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  folder.remove();
});

interface Case {
  readonly name: string;
  readonly imports: string;
  /** Body of onCandle. */
  readonly body: string;
  readonly expected: unknown;
}

const CASES: readonly Case[] = [
  {
    name: 'trading-signals',
    imports: `import { SMA, EMA, RSI } from 'trading-signals';`,
    body: `const sma = new SMA(3); const rsi = new RSI(3); const ema = new EMA(2);
      for (const x of [1, 2, 4, 8, 4]) { sma.update(x, false); rsi.update(x, false); ema.update(x, false); }
      return [sma.getResult(), Math.round(rsi.getResult()! * 1000), Math.round(ema.getResult()! * 1000)];`,
    // RSI by hand: mean gain 7/3 then 14/9, mean loss 0 then 4/3, 100 - 100 / (1 + 7/6).
    expected: [16 / 3, 53846, 4802],
  },
  {
    name: 'technicalindicators',
    imports: `import { SMA, BollingerBands } from 'technicalindicators';`,
    body: `return [SMA.calculate({ period: 2, values: [1, 2, 3, 6] }), BollingerBands.calculate({ period: 3, stdDev: 2, values: [2, 2, 2] })];`,
    expected: [[1.5, 2.5, 4.5], [{ lower: 2, middle: 2, upper: 2, pb: Number.NaN }]],
  },
  {
    name: 'decimal.js',
    imports: `import { Decimal } from 'decimal.js';`,
    body: `return [new Decimal('0.1').plus('0.2').toString(), new Decimal(2).sqrt().toFixed(10), new Decimal(10).pow('0.5').toFixed(6)];`,
    expected: ['0.3', '1.4142135624', '3.162278'],
  },
  {
    name: 'date-fns',
    imports: `import { addHours, format, formatISO, getHours, isWeekend, parseISO, startOfDay } from 'date-fns';`,
    body: `const now = new Date();
      return [formatISO(now), format(addHours(now, 20), 'yyyy-MM-dd HH:mm xxx'), getHours(now), isWeekend(now),
        startOfDay(now).toISOString(), parseISO('2024-07-01T12:00').toISOString()];`,
    expected: [
      '2024-03-10T08:30:00Z',
      '2024-03-11 04:30 +00:00',
      8,
      true,
      '2024-03-10T00:00:00.000Z',
      '2024-07-01T12:00:00.000Z',
    ],
  },
  {
    name: 'lodash',
    imports: `import _ from 'lodash';`,
    body: `return [_.chunk([1, 2, 3], 2), _.sumBy([{ a: 1 }, { a: 2 }], 'a'), _.now(), _.cloneDeep({ d: new Date(5) }).d.getTime(),
      _.isFunction(_.noop), _.isDate(new Date()), _.round(2.345, 2), _.isEqual(new Map([[1, 2]]), new Map([[1, 2]]))];`,
    expected: [[[1, 2], [3]], 3, Date.UTC(2024, 2, 10, 8, 30, 0, 123), 5, true, true, 2.35, true],
  },
  {
    name: 'luxon',
    imports: `import { DateTime, Interval } from 'luxon';`,
    body: `const now = DateTime.now();
      return [now.toISO(), now.plus({ days: 1 }).hour, DateTime.fromISO('2024-07-01T12:00').toMillis(), now.zoneName,
        Interval.after(now, { hours: 2 }).length('minutes'), now.toFormat('yyyy LLL dd HH:mm'),
        now.setZone('America/New_York').toISO(), now.toJSDate() instanceof Date];`,
    expected: [
      '2024-03-10T08:30:00.123+00:00',
      8,
      Date.UTC(2024, 6, 1, 12),
      'UTC',
      120,
      '2024 Mar 10 08:30',
      '2024-03-10T04:30:00.123-04:00',
      true,
    ],
  },
  {
    name: 'mathjs',
    imports: `import { bignumber, det, evaluate, mean, random, std } from 'mathjs';`,
    body: `return [evaluate('2 ^ 10 + sqrt(16)'), mean([1, 2, 6]), std([2, 4, 4, 4, 5, 5, 7, 9], 'uncorrected'),
      det([[2, 1], [1, 3]]), bignumber('0.1').plus('0.2').toString(), random() < 1];`,
    expected: [1028, 3, 2, 5, '0.3', true],
  },
];

describe('packages from npm run inside the scope', () => {
  test.each(CASES)('$name', async ({ imports, body, expected }) => {
    const text = `${imports}
import { defineStrategy } from 'papertape';
export default defineStrategy({ name: 'package', onCandle(): any { ${body} } });`;
    const bundle = await bundleText(folder, text);
    expect(run(bundle)).toEqual(expected);
    expect(run(bundle)).toEqual(run(bundle));
    expect(bundle.sources.length).toBeGreaterThan(1);
  });

  test('drawing packages draw from the keyed draws: equal runs draw alike, another seed otherwise', async () => {
    const bundle = await bundleText(
      folder,
      `import { random, pickRandom } from 'mathjs';
import _ from 'lodash';
export default { onCandle: () => [random(), random(0, 5), pickRandom([1, 2, 3, 4, 5, 6, 7, 8], 3), _.shuffle([1, 2, 3, 4, 5, 6]), _.random(1, 100), crypto.randomUUID()] };`,
    );
    const other = makeWorld();
    for (let i = 0; i < 5; i += 1) other.random();
    expect(run(bundle)).toEqual(run(bundle));
    expect(run(bundle, other)).not.toEqual(run(bundle));
  });
});
