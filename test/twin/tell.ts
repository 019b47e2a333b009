/** A difference for a person: the run, shrunk, and what both said of it around the first line that differs. */
import { clock, compare, type Difference } from './compare.ts';
import { shrink } from './shrink.ts';
import { traffic } from './traffic.ts';
import type { TwinRun } from './types.ts';

const AROUND = 12;

/** The difference for a person: what both said before it, what each says then, and the run. */
export function report(seed: string | number, run: TwinRun, difference: Difference): string {
  const { engine, twin, at } = difference;
  const side = (name: string, lines: string[]): string[] =>
    lines.slice(at, at + 6).map((line, i) => `${i === 0 ? '>' : ' '} ${name}: ${line}`);
  return [
    `seed ${seed}: ${difference.kind}; again: npm run soak:twin -- --seed ${seed} --orders 1`,
    ...runLines(run),
    ...engine.slice(Math.max(0, at - AROUND), at).map((line) => `    both: ${line}`),
    ...side('engine', engine),
    ...side('twin  ', twin),
  ].join('\n');
}

function runLines(run: TwinRun): string[] {
  const { settings, risk, initial_balance, asset_decimals } = run;
  return [
    `  settings ${JSON.stringify(settings)} risk ${JSON.stringify(risk)}`,
    `  balance ${JSON.stringify(initial_balance)} decimals ${JSON.stringify(asset_decimals)}`,
    ...run.instruments.map((one) => `  ${JSON.stringify(one)}`),
    `  from ${clock(run.from)} to ${clock(run.to)}`,
    ...run.market.flatMap(({ symbol, candles = [], trades = [], quotes = [], gaps = [] }) => [
      ...candles.map(
        (c) => `  ${symbol} candle ${clock(c.time)} ${c.open} ${c.high} ${c.low} ${c.close} volume ${c.volume}`,
      ),
      ...trades.map((t) => `  ${symbol} trade ${clock(t.time)} ${t.price} size ${t.size}`),
      ...quotes.map((q) => `  ${symbol} quote ${clock(q.time)} ${q.bid} ${q.bid_size} ${q.ask} ${q.ask_size}`),
      ...gaps.map((gap) => `  ${symbol} gap ${clock(gap.from)} to ${clock(gap.to)}`),
    ]),
    ...run.orders.map(({ at, expire_at, cancel_at, amend, ...order }) => {
      const later = [
        ...(expire_at === undefined ? [] : [`expire_at ${clock(expire_at)}`]),
        ...(amend ?? []).map((one) => `amend ${clock(one.at)} ${JSON.stringify({ ...one, at: undefined })}`),
        ...(cancel_at === undefined ? [] : [`cancel_at ${clock(cancel_at)}`]),
      ];
      return `  order ${clock(at)} ${JSON.stringify(order)} ${later.join(' ')}`;
    }),
  ];
}

/** The first difference of a seed's run, shrunk and told; null where there is none. */
export function tellDifference(
  seed: string | number,
  run: TwinRun = traffic(seed),
  told?: (run: TwinRun) => TwinRun,
): string | null {
  if (compare(run, told).difference === null) return null;
  const small = shrink(run, told);
  return report(seed, small, compare(small, told).difference!);
}
