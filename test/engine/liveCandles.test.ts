/** Candles of a live tape against a slow twin that looks at the whole tape at once, in chunks of any size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAPE_KIND } from '../../src/market/tape.ts';
import { LiveScript, playLive } from '../support/liveTape.ts';
import { SECOND } from '../support/market.ts';

const INTERVAL = 10;
const GRACE = 1;

type Step = { readonly kind: 'trade' | 'beat'; readonly after: number; readonly price: number; readonly lag: number };

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('trade', 'trade', 'beat'),
    // Tenths of a second.
    after: fc.integer({ min: 1, max: 60 }),
    price: fc.integer({ min: 90, max: 110 }),
    lag: fc.integer({ min: 0, max: 40 }),
  }),
  { minLength: 1, maxLength: 60 },
);

function scriptOf(list: readonly Step[]): LiveScript {
  const script = new LiveScript();
  let now = 0;
  for (const { kind, after, price, lag } of list) {
    now += after;
    const exchange = Math.max(0, now - lag) / 10;
    if (kind === 'trade') script.trade(now / 10, price, exchange);
    else script.beat(now / 10, exchange);
  }
  return script;
}

/** Each row closes what it may; then each candle is made of the trades that came before it closed. */
function twin(script: LiveScript): { readonly candles: string[]; readonly late: number } {
  const { length, event, exchangeTime, time, a } = script.rows.view();
  const seconds = (micros: number) => micros / SECOND;
  const first = event.indexOf(TAPE_KIND.trade);
  const candles: string[] = [];
  let late = 0;
  if (first < 0) return { candles, late };
  const opening = Math.floor(seconds(exchangeTime[first]!) / INTERVAL) * INTERVAL;
  const closedBy = (row: number, end: number): boolean => {
    const at = seconds(exchangeTime[row]!);
    return event[row] === TAPE_KIND.trade ? at >= end : at >= end + GRACE;
  };
  let last = 0;
  let from = first;
  for (let open = opening; ; open += INTERVAL) {
    let close = from;
    while (close < length && !closedBy(close, open + INTERVAL)) close += 1;
    const prices: number[] = [];
    for (let row = first; row < close; row += 1) {
      const at = seconds(exchangeTime[row]!);
      if (event[row] === TAPE_KIND.trade && at >= open && at < open + INTERVAL) prices.push(a[row]! / 100);
    }
    for (let row = from; row < close; row += 1) {
      if (event[row] === TAPE_KIND.trade && seconds(exchangeTime[row]!) < open) late += 1;
    }
    if (close === length) return { candles, late };
    const head = `${seconds(time[close]!)}: ${open}-${open + INTERVAL}`;
    if (prices.length === 0) candles.push(`${head} flat ${last}`);
    else {
      last = prices.at(-1)!;
      candles.push(`${head} ${prices[0]} ${Math.max(...prices)} ${Math.min(...prices)} ${last} ${prices.length}`);
    }
    from = close;
  }
}

describe('live candles', () => {
  it('are those of the twin, whatever the chunks', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 70 }), (list, chunkRows) => {
        const played = playLive(scriptOf(list), { interval: INTERVAL, grace: GRACE, chunkRows });
        const wanted = twin(scriptOf(list));
        expect(played.candles).toEqual(wanted.candles);
        expect(played.summary.quality[0]!.live.lateTrades).toBe(wanted.late);
      }),
      { numRuns: 400 },
    );
  });
});
