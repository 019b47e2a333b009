import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/cli/context.ts';
import { endingOf } from '../../src/cli/errors.ts';
import { durationText, lineFor, rateText } from '../../src/cli/progress.ts';
import { AmountOverflowError, CheckError, InputError, StrategyError } from '../../src/model/index.ts';

describe('how a command ends', () => {
  it.each([
    [new InputError('x.yaml:1:2: wrong\n  way'), 2, 'papertape: x.yaml:1:2: wrong way\n'],
    [new AmountOverflowError('too much'), 2, 'papertape: too much\n'],
    [new StrategyError('s.ts (2024): mine\n    at s.ts:1:2\n'), 2, 'papertape: s.ts (2024): mine\n    at s.ts:1:2\n'],
    [new CheckError('a: differs in fills'), 3, 'papertape: a: differs in fills\n'],
    [new Interrupted('stopped'), 130, 'stopped\n'],
  ])('%s', (error, code, text) => {
    expect(endingOf(error)).toEqual({ code, text });
  });

  it('asks for a report, with the stack, where the fault is ours', () => {
    const { code, text } = endingOf(new TypeError('x is not a function'));
    expect(code).toBe(1);
    expect(text).toMatch(/^TypeError: x is not a function\n {4}at .*\npapertape: this is an error in Papertape.*\n$/s);
    expect(endingOf('thrown text')).toMatchObject({ code: 1, text: expect.stringContaining('thrown text\n') });
  });
});

it('tells rates and durations as people read them', () => {
  expect([0, 950, 1500, 12_345_678, Number.NaN].map(rateText)).toEqual(['0', '950', '1.5k', '12.3M', '-']);
  expect([0.2, 59, 60, 125.1, Number.POSITIVE_INFINITY].map(durationText)).toEqual([
    '1s',
    '59s',
    '1m 00s',
    '2m 06s',
    '-',
  ]);
});

it.each([20, 40, 46, 60, 73, 80, 120, 300])(
  'keeps the progress line within %i columns, with what there is room for',
  (columns) => {
    const { format, barsize } = lineFor(columns);
    const longest: Record<string, string> = {
      bar: '='.repeat(barsize),
      phase: 'running',
      percentage: '100',
      count: '12345678',
      total: '12345678',
      unit: 'candles',
      rate: '12.3M',
      left: '59m 59s',
    };
    const line = format.replace(/\{([a-z]+)\}/g, (_, name: string) => longest[name]!);
    expect(line.length).toBeLessThanOrEqual(Math.max(27, columns));
    expect(line).toContain('59m 59s left');
    expect(line.includes('12.3M/s')).toBe(columns >= 46);
    expect(line.includes('12345678/12345678 candles')).toBe(columns >= 73);
  },
);
