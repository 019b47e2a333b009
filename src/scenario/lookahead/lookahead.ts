/** Looks for decisions that depend on what comes after them: the same past with other futures must lead to the same. */
import { InputError } from '../../model/errors.ts';
import { formatTime, MICROS_PER_DAY, MICROS_PER_HOUR } from '../../model/time.ts';
import type { RunHooks } from '../replay-types.ts';
import type { PreparedRun } from '../wiring/preparer.ts';
import { executeRun } from '../wiring/run.ts';
import { type Blind, blindOf } from './blind.ts';
import { delayOf, withOtherData } from './brought.ts';
import { blindFinding, foundError, futureFinding } from './finding.ts';
import { FUTURES, type Future, upsideDown, withFuture } from './futures.ts';
import { Boundaries, type Decision, Decisions } from './seen.ts';

/** Times at which the tape is cut: this many at decisions, and this many spread over the window. */
const AT_DECISIONS = 8;
const SPREAD = 4;

export interface Looked {
  readonly cuts: number;
  readonly runs: number;
}

export interface Found {
  readonly cut: number;
  readonly future: Future;
  readonly was: Decision | undefined;
  readonly is: Decision | undefined;
  /** Place of the first that differs among all decisions. */
  readonly at: number;
}

/**
 * Runs it once as it is, then with its tape cut off, mirrored and exaggerated behind some times, and with other numbers in
 * those rows of the strategy's own data that are of later times.
 *
 * @throws CheckError that names the first decision that changes
 */
export async function lookForAhead(prepared: PreparedRun, hooks: RunHooks): Promise<Looked> {
  const { onLog: _onLog, onNotice: _onNotice, monotonicNow: _monotonicNow, ...quiet } = hooks;
  const { instruments } = prepared.instruments;
  const boundaries = new Boundaries(await prepared.openFeed(), stepOf(prepared), instruments);
  const whole = new Decisions(instruments);
  await executeRun({ ...prepared, isAudited: false, openFeed: async () => boundaries.watched }, [whole], quiet);
  await mustRepeat(prepared, whole.list, quiet);
  const { bundle } = prepared.strategy;
  const delay = bundle === null ? 0 : delayOf(bundle.code, boundaries.closes, lengthsOf(prepared));
  const cuts = cutsOf(whole.list, boundaries.times);
  let found: Found | null = null;
  for (const cut of cuts) {
    if (found !== null) break;
    const lists: Decision[][] = [];
    for (const future of FUTURES) lists.push(await decisionsIn(prepared, cut, delay, future, quiet));
    // What the tape that is cut off leads to is all there can be up to then.
    const count = lists[0]!.length;
    found = firstOf(cut, whole.list, lists, count);
  }
  if (found !== null) throw foundError(textOf(found, prepared), futureFinding(found, prepared));
  await lookForBlindness(prepared, whole.list, boundaries, quiet);
  return { cuts: cuts.length, runs: cuts.length * FUTURES.length + 2 };
}

/** An object of the calling program is the same in every run: what it keeps outside of its `state` goes from run to run. */
async function mustRepeat(prepared: PreparedRun, whole: readonly Decision[], hooks: RunHooks): Promise<void> {
  if (prepared.strategy.object === undefined) return;
  const again = await decisionsOf(prepared, Number.POSITIVE_INFINITY, hooks);
  if (firstOf(Number.POSITIVE_INFINITY, whole, [again], again.length) === null) return;
  throw new InputError(
    `lookahead: strategy ${prepared.strategy.name} decides otherwise when it runs a second time: what it gathers must be in its state`,
  );
}

/** @throws CheckError where decisions look at nothing on the tape, and are right too often */
async function lookForBlindness(
  prepared: PreparedRun,
  whole: readonly Decision[],
  { times, symbol, closes }: Boundaries,
  hooks: RunHooks,
): Promise<void> {
  const [start] = times;
  if (start === undefined) return;
  const openFeed: PreparedRun['openFeed'] = async (rows) => upsideDown(await prepared.openFeed(rows), start);
  const turned = await decisionsOf({ ...prepared, isAudited: false, openFeed }, Number.POSITIVE_INFINITY, hooks);
  const blind = blindOf(whole, turned, symbol, closes);
  if (blind !== null) throw foundError(blindText(blind, prepared), blindFinding(blind, prepared));
}

async function decisionsIn(
  prepared: PreparedRun,
  cut: number,
  delay: number,
  future: Future,
  hooks: RunHooks,
): Promise<Decision[]> {
  const { strategy } = prepared;
  const bundle =
    strategy.bundle === null
      ? null
      : { ...strategy.bundle, code: withOtherData(strategy.bundle.code, cut, delay, future.number) };
  const openFeed: PreparedRun['openFeed'] = async (rows) => withFuture(await prepared.openFeed(rows), cut, future);
  return decisionsOf({ ...prepared, isAudited: false, openFeed, strategy: { ...strategy, bundle } }, cut, hooks);
}

async function decisionsOf(run: PreparedRun, until: number, hooks: RunHooks): Promise<Decision[]> {
  const decisions = new Decisions(run.instruments.instruments, until);
  try {
    await executeRun(run, [decisions], hooks);
  } catch (error) {
    // Cut off so early that it has not begun.
    if (!(error instanceof InputError && error.message.startsWith('the run never started'))) throw error;
  }
  return decisions.list;
}

function firstOf(cut: number, whole: readonly Decision[], lists: readonly Decision[][], count: number): Found | null {
  let first: Found | null = null;
  lists.forEach((list, i) => {
    // In the run that is cut off it may be a decision too many, too.
    const last = i === 0 ? Math.max(count, whole.findLastIndex(({ time }) => time < cut) + 1) : count;
    for (let at = 0; at < last; at++) {
      const [was, is] = [whole[at], list[at]];
      if (was?.text === is?.text && was?.time === is?.time && was?.symbol === is?.symbol) continue;
      if (first === null || at < first.at) first = { cut, future: FUTURES[i]!, was, is, at };
      return;
    }
  });
  return first;
}

function textOf({ cut, future, was, is }: Found, { instruments }: PreparedRun): string {
  const first = [was, is].filter((one) => one !== undefined).sort((a, b) => a.time - b.time)[0]!;
  const at = (one: Decision | undefined): string =>
    one === undefined
      ? 'nothing'
      : `${formatTime(one.time)} ${instruments.instruments[one.symbol]!.symbol} ${one.text}`;
  return [
    `look-ahead: a decision of ${formatTime(first.time)} depends on what comes after ${formatTime(cut)}`,
    `as it is: ${at(was)}`,
    `with what comes after it ${future.words}: ${at(is)}`,
  ].join('\n  ');
}

function blindText({ decisions, same, rises, risesOfSales, first }: Blind, { instruments }: PreparedRun): string {
  const { symbol } = instruments.instruments[first.symbol]!;
  return [
    `look-ahead: ${same} of ${decisions} decisions are the same on a tape turned upside down, and know this one`,
    `price rose behind ${rises[0]} of ${rises[1]} purchases and ${risesOfSales[0]} of ${risesOfSales[1]} sales: what they are made of holds later prices`,
    `the first: ${formatTime(first.time)} ${symbol} ${first.text}`,
  ].join('\n  ');
}

/** Times to cut at: at decisions, earliest and latest among them, and evenly between the first and the last of the tape. */
function cutsOf(decisions: readonly Decision[], boundaries: readonly number[]): number[] {
  const decided = [...new Set(decisions.filter(({ isNew }) => isNew).map(({ time }) => time))];
  const known = new Set(boundaries);
  const cuts = new Set<number>();
  for (const time of spread(
    decided.filter((one) => known.has(one)),
    AT_DECISIONS,
  ))
    cuts.add(time);
  for (const time of spread(boundaries.slice(1, -1), SPREAD)) cuts.add(time);
  return [...cuts].sort((a, b) => a - b);
}

function spread(times: readonly number[], count: number): number[] {
  if (times.length <= count) return [...times];
  return Array.from({ length: count }, (_, i) => times[Math.floor(((i + 0.5) * times.length) / count)]!);
}

/** A multiple of every interval of the tape. */
function stepOf({ plan, loaded }: PreparedRun): number {
  let step = loaded.interval;
  for (const { interval } of plan.series) if (interval > 0) step = common(step, interval);
  return step;
}

function common(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Candles that data beside the tape may be of. */
function lengthsOf({ loaded }: PreparedRun): number[] {
  const usual = [MICROS_PER_HOUR, 4 * MICROS_PER_HOUR, MICROS_PER_DAY, 7 * MICROS_PER_DAY];
  return [...new Set([loaded.interval, loaded.strategyInterval, ...usual])];
}
