import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/clock/simulated-clock.ts';
import { SystemClock } from '../../src/clock/system-clock.ts';

describe('the simulated clock', () => {
  test('stands until it is moved on, and never goes back', () => {
    const clock = new SimulatedClock(1_000_000);
    expect(clock.now).toBe(1_000_000);
    clock.advanceTo(1_000_000);
    clock.advanceTo(2_000_000);
    expect(() => clock.advanceTo(1_999_999)).toThrow(/1970-01-01T00:00:02Z/);
    expect(() => clock.advanceTo(Number.NaN)).toThrow(RangeError);
    expect(clock.now).toBe(2_000_000);
  });

  test('gives timers by time, those of one time as they were set, none before it is due', () => {
    const step = fc.oneof(
      fc.record({ schedule: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ advance: fc.integer({ min: 0, max: 6 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const clock = new SimulatedClock(0);
        const set: { time: number; id: number }[] = [];
        const due = () =>
          set.filter((timer) => timer.time <= clock.now).sort((a, b) => a.time - b.time || a.id - b.id)[0];
        let id = 0;
        for (const one of steps) {
          if ('schedule' in one) {
            clock.schedule(one.schedule, id);
            set.push({ time: Math.max(one.schedule, clock.now), id });
            id += 1;
          } else clock.advanceTo(clock.now + one.advance);
          expect(clock.nextDue).toBe(Math.min(Number.POSITIVE_INFINITY, ...set.map((timer) => timer.time)));
          if ('schedule' in one) continue;
          for (let next = due(); next !== undefined; next = due()) {
            expect(clock.takeDue()).toBe(next.id);
            set.splice(set.indexOf(next), 1);
          }
          expect(clock.takeDue()).toBe(-1);
          expect(clock.pending).toBe(set.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a thousand timers come out in order', () => {
    const clock = new SimulatedClock(0);
    for (let n = 0; n < 1000; n += 1) clock.schedule((n * 7919) % 101, n);
    clock.advanceTo(1000);
    const ids = Array.from({ length: 1000 }, () => clock.takeDue());
    const want = Array.from({ length: 1000 }, (_, n) => n).sort(
      (a, b) => ((a * 7919) % 101) - ((b * 7919) % 101) || a - b,
    );
    expect(ids).toStrictEqual(want);
    expect(clock.takeDue()).toBe(-1);
    expect(clock.nextDue).toBe(Number.POSITIVE_INFINITY);
  });
});

test('the system clock is anchored once, goes on in microseconds and never repeats a reading', () => {
  let wall = 1_700_000_000_000;
  let monotonic = 500;
  const clock = new SystemClock({ wallNow: () => wall, monotonicNow: () => monotonic });
  expect(clock.read()).toBe(1_700_000_000_000_000);
  monotonic += 1.25;
  expect(clock.read()).toBe(1_700_000_000_001_250);
  expect(clock.read()).toBe(1_700_000_000_001_251);
  expect(clock.read()).toBe(1_700_000_000_001_252);
  wall -= 3_600_000;
  monotonic += 1;
  expect(clock.read()).toBe(1_700_000_000_002_250);
  monotonic -= 1;
  expect(clock.read()).toBe(1_700_000_000_002_251);
});

test('the system clock starts at the wall time of this machine unless it is handed another', () => {
  const before = Date.now() * 1000;
  const read = new SystemClock({ monotonicNow: () => 7 }).read();
  expect(read >= before - 1 && read <= Date.now() * 1000).toBe(true);
});
