/** Both simulators on one run: the first line in which what they say of it differs. */
import { runEngine } from './engine.ts';
import { runTwin } from './twin.ts';
import type { TwinAnswer, TwinFill, TwinOrderEvent, TwinRun } from './types.ts';

export interface Difference {
  /** What kind of line differs: runs are shrunk while this stays. */
  kind: string;
  engine: string[];
  twin: string[];
  /** The number of the first line that differs. */
  at: number;
}

export interface Counted {
  orders: number;
  fills: number;
  difference: Difference | null;
}

/**
 * Runs both. An error of either is a difference like any other.
 *
 * @param told what the twin is told of the run; another one proves that a difference is seen
 */
export function compare(run: TwinRun, told: (run: TwinRun) => TwinRun = (same) => same): Counted {
  const [engine, twin] = [outcome(() => runEngine(run)), outcome(() => runTwin(told(run)))];
  if (typeof engine === 'string' || typeof twin === 'string') {
    const lines = (one: TwinAnswer | string | null): string[] =>
      typeof one === 'string' ? [one] : one === null ? [] : linesOf(one);
    const kind = typeof engine === 'string' ? `engine: ${engine.split('\n')[0]}` : 'twin fails';
    return { orders: 0, fills: 0, difference: { kind, engine: lines(engine), twin: lines(twin), at: 0 } };
  }
  const orders = new Set(twin!.events.map(({ client_id }) => client_id)).size;
  const counted = { orders, fills: twin!.fills.length };
  // The engine does not start where a held asset never gets a price: then the twin has no row of equity.
  if (engine === null) {
    const difference = twin!.equity.length === 0 ? null : { kind: 'start', engine: [], twin: linesOf(twin!), at: 0 };
    return { ...counted, difference };
  }
  return { ...counted, difference: firstDifference(linesOf(engine), linesOf(twin!)) };
}

function outcome(play: () => TwinAnswer | null): TwinAnswer | string | null {
  try {
    return play();
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function firstDifference(engine: string[], twin: string[]): Difference | null {
  const length = Math.max(engine.length, twin.length);
  for (let at = 0; at < length; at += 1) {
    if (engine[at] === twin[at]) continue;
    return { kind: `${kindOf(engine[at])} | ${kindOf(twin[at])}`, engine, twin, at };
  }
  return null;
}

/** The words of a line that are no numbers. */
const kindOf = (line: string | undefined): string =>
  line === undefined ? 'nothing' : (/^\S+ \S+ (\S+)/.exec(line)?.[1] ?? line);

/** Everything that is compared, a line each: events with their fills, round trips, balances, positions, dust, rows of equity. */
export function linesOf(answer: TwinAnswer): string[] {
  return [
    ...levelsInAnyOrder(eventLines(answer)),
    ...answer.round_trips.map(({ ambiguous, ...trip }) => `- - trip ${words(trip)}`),
    ...answer.positions.toSorted(byAsset).map((position) => `- - position ${words(position)}`),
    ...answer.dust.toSorted(byAsset).map((dust) => `- - dust ${words(dust)}`),
    ...answer.equity.map(({ time, ...row }) => `${clock(time)} - equity ${words(row)}`),
    ...answer.balances.toSorted(byAsset).map((balance) => `- - balance ${words(balance)}`),
  ];
}

const byAsset = (a: { asset: string }, b: { asset: string }): number => (a.asset < b.asset ? -1 : 1);
const words = (row: object): string =>
  Object.entries(row)
    .map(([key, value]) => `${key} ${key.endsWith('_time') ? clock(value) : value}`)
    .join(' ');
export const clock = (time: number): string => new Date(time).toISOString().slice(8, 23) + sub(time);
const sub = (time: number): string => {
  const micros = Math.round((time - Math.floor(time)) * 1000);
  return micros === 0 ? '' : `+${micros}us`;
};

function eventLines({ events, fills }: TwinAnswer): string[] {
  const ended = new Set<string>();
  const lines: string[] = [];
  let filled = 0;
  for (const event of events) {
    const { client_id, status } = event;
    const fill = event.event === 'filled' ? fills[filled++] : undefined;
    const isDeclined = event.event === 'rejected' || event.event === 'refused';
    // Which word says that a change was declined, and when, is each simulator's own: the order stays as it was.
    if (isDeclined && (status !== event.event || ended.has(client_id))) continue;
    if (['filled', 'canceled', 'expired', 'rejected', 'refused'].includes(status)) ended.add(client_id);
    lines.push(lineOf(event, fill));
  }
  return lines;
}

function lineOf(event: TwinOrderEvent, fill: TwinFill | undefined): string {
  const head = `${clock(event.time)} ${event.client_id} ${event.event}`;
  // What a refused order had read of its words before it was refused is its own affair.
  if (event.status === 'refused' || event.status === 'rejected') return `${head} ${event.symbol}`;
  const { quantity, filled, price, stop_price, trigger_price, status, symbol } = event;
  const state = { status, quantity: quantity === '0' ? null : quantity, filled, price, stop_price, trigger_price };
  const reason = event.event === 'canceled' || event.event === 'amended' ? reasonOf(event) : '';
  const { time, client_id, symbol: _, ...rest } = fill ?? ({} as TwinFill);
  return `${head} ${symbol} ${words(state)}${reason}${fill === undefined ? '' : ` ${words(rest)}`}`;
}

const TWINS_WORDS: Record<string, string> = { cancel: 'asked', halt: 'max_drawdown_pct' };
/** An amend that was asked for has no reason. */
const reasonOf = ({ reason }: TwinOrderEvent): string =>
  ` because ${reason === null ? 'asked' : (TWINS_WORDS[reason] ?? reason)}`;

/** Nobody has said in which order several levels trail at one time. */
function levelsInAnyOrder(lines: string[]): string[] {
  const timeOf = (line: string | undefined): string => /^(\S+) \S+ trailed /.exec(line ?? '')?.[1] ?? '';
  const sorted: string[] = [];
  for (let from = 0; from < lines.length; ) {
    let to = from + 1;
    while (timeOf(lines[from]) !== '' && timeOf(lines[to]) === timeOf(lines[from])) to += 1;
    sorted.push(...lines.slice(from, to).sort());
    from = to;
  }
  return sorted;
}
