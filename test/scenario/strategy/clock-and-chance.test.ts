import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { simulatedDate } from '../../../src/scenario/strategy/simulated-date.ts';
import { bundleText, makeFolder, makeWorld, run, SIMULATED } from './workbench.ts';

const folder = makeFolder();
const zone = process.env.TZ;
const setZone = (name: string | undefined): void => {
  if (name === undefined) delete process.env.TZ;
  else process.env.TZ = name;
};
beforeAll(() => setZone('America/New_York'));
afterEach(() => setZone('America/New_York'));
afterAll(() => {
  setZone(zone);
  folder.remove();
});

const SimDate = simulatedDate(() => SIMULATED);
const instants = fc.integer({ min: -62_000_000_000_000, max: 4_000_000_000_000 });

describe('Date answers from the simulated clock, in UTC', () => {
  test('the present is simulated, in whole milliseconds', () => {
    expect(SimDate.now()).toBe(1710059400123);
    expect(new SimDate().getTime()).toBe(1710059400123);
    expect((SimDate as unknown as () => string)()).toBe(
      'Sun Mar 10 2024 08:30:00 GMT+0000 (Coordinated Universal Time)',
    );
  });

  test('on a machine in New York every part and text is what a machine in UTC says', () => {
    const parts = [
      'getDate',
      'getDay',
      'getFullYear',
      'getHours',
      'getMilliseconds',
      'getMinutes',
      'getMonth',
      'getSeconds',
    ] as const;
    const texts = [
      'toString',
      'toDateString',
      'toTimeString',
      'toISOString',
      'toUTCString',
      'toJSON',
      'valueOf',
      'getTimezoneOffset',
    ] as const;
    fc.assert(
      fc.property(instants, (time) => {
        const simulated = new SimDate(time);
        const answers = [...parts, ...texts].map((name) => simulated[name]());
        setZone('UTC');
        const real = new Date(time);
        const expected = [...parts, ...texts].map((name) => real[name]());
        setZone('America/New_York');
        expect(answers).toEqual(expected);
        expect(`${simulated}`).toBe(expected[parts.length]);
        expect(simulated.toLocaleString('en-GB')).toBe(real.toLocaleString('en-GB', { timeZone: 'UTC' }));
      }),
      { numRuns: 300 },
    );
  });

  test('parts given to the constructor and the setters are UTC', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -500, max: 500 }), (time, by) => {
        const real = new Date(time);
        const [y, mo, d, h] = [real.getUTCFullYear(), real.getUTCMonth(), real.getUTCDate(), real.getUTCHours()];
        expect(new SimDate(y, mo, d, h).getTime()).toBe(Date.UTC(y, mo, d, h));
        const moved = new SimDate(time);
        moved.setHours(h + by, by);
        real.setUTCHours(h + by, by);
        moved.setMonth(by);
        real.setUTCMonth(by);
        expect(moved.getTime()).toBe(real.getTime());
      }),
      { numRuns: 300 },
    );
  });

  const TEXTS = [
    '2024',
    '2024-03',
    '2024-03-10',
    '2024-03-10T02:30',
    '2024-03-10T02:30:15',
    '2024-03-10T02:30:15.25',
    '2024-03-10T02:30Z',
    '2024-03-10T02:30:00+05:30',
    '2024-03-10T02:30:00-0800',
    '2024-03-10 02:30',
    '2024-3-1',
    '2024/03/10',
    '03/10/2024 14:05',
    'Mar 10, 2024',
    '10 March 2024 02:30:00',
    'Sun Mar 10 2024 02:30:00',
    'Sun, 10 Mar 2024 02:30:00 GMT',
    'Sun Mar 10 2024 08:30:00 GMT+0200 (Eastern European Standard Time)',
    'Mar 10, 2024 10:00 EST',
    '12-25-1995',
    'not a date',
    '',
    '2024-03-10 02:30:00 +0100',
    '2024-03-10 02:30 PM',
  ];
  test.each(TEXTS)('"%s" is read as a machine in UTC reads it', (text) => {
    const simulated = [SimDate.parse(text), new SimDate(text).getTime()];
    setZone('UTC');
    expect(simulated).toEqual([Date.parse(text), Date.parse(text)]);
  });

  test('it is a Date to everybody: instanceof both ways, subclasses, copies, objects with a value', () => {
    class Special extends SimDate {
      isSpecial(): boolean {
        return true;
      }
    }
    const date = new SimDate(2024, 0, 1);
    expect(date instanceof Date && date instanceof SimDate).toBe(true);
    expect(new Date(5) instanceof SimDate).toBe(true);
    expect(date instanceof Special).toBe(false);
    expect(new Special(5) instanceof Special && new Special(5).isSpecial()).toBe(true);
    expect(new SimDate(date).getTime()).toBe(date.getTime());
    expect(new SimDate({ valueOf: () => 7 } as unknown as number).getTime()).toBe(7);
    expect(new SimDate(null as unknown as number).getTime()).toBe(0);
    expect(new SimDate(undefined as unknown as number).getTime()).toBeNaN();
    expect(String(new SimDate(Number.NaN))).toBe('Invalid Date');
    expect(new SimDate(Number.NaN).getTimezoneOffset()).toBeNaN();
    expect(Object.prototype.toString.call(date)).toBe('[object Date]');
    expect(structuredClone(date).getTime()).toBe(date.getTime());
    expect(new (date.constructor as DateConstructor)(3).getTime()).toBe(3);
  });
});

describe('inside a bundle', () => {
  test('Date, performance and Intl follow the clock of the run', async () => {
    const bundle = await bundleText(
      folder,
      `const start = performance.now();
export default { onCandle: (move: () => void) => {
  const before = [Date.now(), new Date().toISOString(), performance.now() - start];
  move();
  return [...before, Date.now(), performance.now() - start, performance.timeOrigin, Intl.DateTimeFormat().resolvedOptions().timeZone];
} };`,
    );
    const world = makeWorld();
    const move = (): void => {
      world.time += 60_000_250;
    };
    expect(run(bundle, world, move)).toEqual([
      1710059400123,
      '2024-03-10T08:30:00.123Z',
      0,
      1710059460123,
      60_000.25,
      SIMULATED / 1000,
      'UTC',
    ]);
  });

  test('Math.random and crypto draw from the keyed draws', async () => {
    const bundle = await bundleText(
      folder,
      `export default { onCandle: () => [Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint16Array(3))], Math.random()] };`,
    );
    const [first, uuid, values, last] = run(bundle) as [number, string, number[], number];
    const draws = makeWorld();
    const next = (count: number): number[] => Array.from({ length: count }, () => draws.random());
    const bytes = (count: number): number[] => next(count).map((draw) => Math.floor(draw * 256));
    expect(first).toBe(next(1)[0]);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid.slice(0, 8)).toBe(Buffer.from(bytes(16).slice(0, 4)).toString('hex'));
    expect(values).toEqual([...new Uint16Array(Uint8Array.from(bytes(6)).buffer)]);
    expect(last).toBe(next(1)[0]);
  });

  test('Math is the one handed in, not shared with the engine or another run', async () => {
    const bundle = await bundleText(
      folder,
      `// @ts-nocheck
const had = Math.extra; Math.extra = 1;
export default { onCandle: () => [Math.exp(1), 3 ** 2, had, Math.max(1, 2), String(Math), Math.PI] };`,
    );
    const math = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Math)) as typeof Math;
    Object.assign(math, { exp: () => 42, pow: () => 43 });
    const world = { ...makeWorld(), math };
    const expected = [42, 43, undefined, 2, '[object Math]', Math.PI];
    expect(run(bundle, world)).toEqual(expected);
    expect(run(bundle, world)).toEqual(expected);
    expect('extra' in Math).toBe(false);
  });

  test('console writes to the log', async () => {
    const bundle = await bundleText(
      folder,
      `export default { onCandle: () => {
  console.log('a %d', 1, { b: 2 }); console.warn('w'); console.error('e'); console.debug('d');
  console.assert(1 === 1, 'no'); console.assert(false, 'yes'); console.count(); console.count(); console.time('x'); console.timeEnd('x');
} };`,
    );
    const world = makeWorld();
    run(bundle, world);
    expect(world.lines).toEqual([
      'info a 1 { b: 2 }',
      'warn w',
      'error e',
      'info d',
      'error Assertion failed: yes',
      'info default: 1',
      'info default: 2',
    ]);
  });
});
