import { expect, it } from 'vitest';
import { textChart } from '../../src/report/textChart.ts';

const DAY = 86_400_000_000;
const options = { width: 34, height: 5, from: 0, to: 30 * DAY, text: (value: number) => value.toFixed(1) };

it('draws curves over a line of zero, with their scale and their dates', () => {
  const falling = Float64Array.from({ length: 31 }, (_, i) => -i / 30);
  const rising = falling.map((value) => -value);
  expect(
    textChart(
      [
        { mark: 'b', values: falling },
        { mark: 'c', values: rising },
      ],
      options,
    ),
  ).toEqual([
    ' 1.0 │                     ccccccc',
    '     │       cccccccccccccc',
    ' 0.0 │*******·····················',
    '     │       bbbbbbbbbbbbbb',
    '-1.0 │                     bbbbbbb',
    '      1970-01-01        1970-01-31',
  ]);
});

it('keeps within its width, whatever it is given', () => {
  for (const width of [5, 20, 33, 80]) {
    for (const values of [
      [0, 0, 0],
      [1],
      [5, -3, Number.NaN, 2],
      Array.from({ length: 1000 }, (_, i) => Math.sin(i)),
    ]) {
      const lines = textChart([{ mark: 'b', values }], { ...options, width });
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 10 + 4 + 2));
      expect(lines.join('')).toContain('b');
    }
  }
  expect(textChart([], options)).toEqual([]);
});
