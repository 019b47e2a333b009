import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalsIn, leftOpen, type Span, united } from '../../src/catalog/download/spans.ts';

const LENGTH = 40;
const span = fc
  .tuple(fc.integer({ min: 0, max: LENGTH }), fc.integer({ min: 0, max: LENGTH }))
  .map(([a, b]): Span => ({ from: Math.min(a, b), to: Math.max(a, b) }));

/** Each unit of time on its own: whether a stretch holds it. */
const unitsOf = (spans: readonly Span[]): boolean[] =>
  Array.from({ length: LENGTH }, (_, unit) => spans.some(({ from, to }) => from <= unit && unit < to));

describe('stretches of time', () => {
  it('united hold the same units, in order, and none touches the next', () => {
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const result = united(spans);
        expect(unitsOf(result)).toEqual(unitsOf(spans));
        for (const [index, { from, to }] of result.entries()) {
          expect(from).toBeLessThan(to);
          if (index > 0) expect(result[index - 1]!.to).toBeLessThan(from);
        }
      }),
    );
  });

  it('leave open what of the window they do not hold', () => {
    fc.assert(
      fc.property(span, fc.array(span), (window, spans) => {
        const open = leftOpen(window, spans);
        const held = unitsOf(spans);
        const wanted = unitsOf([window]).map((isWanted, unit) => isWanted && !held[unit]);
        expect(unitsOf(open)).toEqual(wanted);
        expect(united(open)).toEqual(open);
        expect(intervalsIn(open, 1)).toBe(wanted.filter(Boolean).length);
      }),
    );
  });
});
