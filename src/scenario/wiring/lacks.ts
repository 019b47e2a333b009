/** What the catalog lacks of a run's window at its two ends: refused, or said before the run and in its report. */
import { describeSeries } from '../../catalog/layout.ts';
import { type Catalog, emptyWindow, type SeriesSpan } from '../../catalog/load.ts';
import type { Lacks, SeriesInfo, TimeSpan } from '../../market/columns.ts';
import { lackAfter, lackBefore, type Spacing } from '../../market/edges.ts';
import type { InputError } from '../../model/errors.ts';
import type { Calendar } from '../../model/instrument.ts';
import { formatTime, MICROS_PER_SECOND } from '../../model/time.ts';
import { lackText } from '../../report/lacks.ts';
import type { LoadedScenario } from '../resolve.ts';
import type { MarketPlan } from './market.ts';

export interface LackingPlan extends MarketPlan {
  /** Sentences for who starts the run; the report has its own, since they are counted there. */
  readonly lackNotices: readonly string[];
  /** Sentences for both: prices that cover a part of the window only, and are not counted. */
  readonly notes: readonly string[];
}

/** Less of the window than this may lack prices without a word: markets are quiet at times. */
const SMALL_SHARE = 0.01;
/** A silence as `data check` has it: so many times the mean spacing, and never shorter. */
const TIMES_SPACING = 50;
const SHORTEST_SILENCE = 10 * MICROS_PER_SECOND;

/**
 * The plan with what each series lacks. Of a window whose ends the scenario names, all that is missing counts; an end that
 * it leaves out is where the data of all symbols ends, and what one of them has less of it is noted.
 *
 * @throws InputError where a series has nothing in the window, or `market.gaps: error` and something is missing
 */
export async function withLacks(
  plan: MarketPlan,
  loaded: LoadedScenario,
  catalog: Catalog,
  calendars: readonly Calendar[],
): Promise<LackingPlan> {
  const series = await Promise.all(
    plan.series.map(async (one, index): Promise<SeriesInfo> => {
      if (one.isDetail === true) return one;
      const lacks = await lacksOf(plan, index, loaded, catalog, calendars[one.symbol]!);
      return lacks === null ? one : { ...one, lacks };
    }),
  );
  const lacking = { ...plan, series };
  if (loaded.scenario.market.gaps === 'error') refuse(lacking, loaded);
  return { ...lacking, lackNotices: noticesOf(lacking), notes: notesOf(lacking, loaded) };
}

async function lacksOf(
  { keys, spans, series, to }: MarketPlan,
  index: number,
  loaded: LoadedScenario,
  catalog: Catalog,
  calendar: Calendar,
): Promise<Lacks | null> {
  const { from } = loaded;
  const [key, span] = [keys[index]!, spans[index]!];
  const atFrom = from === null ? { before: null, after: span.first } : await besides(catalog, key, span, from);
  const atTo = to === null ? { before: span.last, after: null } : await besides(catalog, key, span, to);
  const [first, last] = [atFrom.after, atTo.before];
  if (first === null || last === null || last < first) {
    throw emptyWindow(catalog.dir, key, { from, to }, span);
  }
  const window = (to ?? span.last) - (from ?? span.first);
  const spacing: Spacing = {
    interval: key.interval,
    calendar,
    silence: series[index]!.kind === 'candles' ? 0 : silenceOf(span, window),
  };
  const before = from === null ? null : lackBefore(spacing, from, atFrom.before, first);
  const after = to === null ? null : lackAfter(spacing, to, last, atTo.after);
  return before === null && after === null ? null : { before, after };
}

/** What lies beyond all rows needs no look at them. */
async function besides(catalog: Catalog, key: MarketPlan['keys'][number], { first, last }: SeriesSpan, time: number) {
  if (time <= first) return { before: null, after: first };
  if (time > last) return { before: last, after: null };
  return catalog.neighbours(key, time);
}

function silenceOf({ rows, first, last }: SeriesSpan, window: number): number {
  const spacing = rows > 1 ? (last - first) / (rows - 1) : window;
  return Math.min(SMALL_SHARE * window, Math.max(SHORTEST_SILENCE, TIMES_SPACING * spacing));
}

interface Lack {
  readonly index: number;
  readonly end: 'start' | 'end';
  readonly span: TimeSpan;
}

function lacksIn({ series }: MarketPlan): Lack[] {
  return series.flatMap(({ lacks }, index): Lack[] => [
    ...(lacks?.before ? [{ index, end: 'start' as const, span: lacks.before }] : []),
    ...(lacks?.after ? [{ index, end: 'end' as const, span: lacks.after }] : []),
  ]);
}

function refuse(plan: MarketPlan, loaded: LoadedScenario): void {
  const [first, ...others] = lacksIn(plan);
  if (first === undefined) return;
  throw refusal(plan, loaded, first, others);
}

function refusal(plan: MarketPlan, loaded: LoadedScenario, lack: Lack, others: readonly Lack[]): InputError {
  const { index, end, span } = lack;
  const { catalog } = loaded.scenario.market;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const remedy =
    end === 'start' ? `set market.from to ${formatTime(span.to)}` : `set market.to to ${formatTime(span.from)}`;
  const candles = hasCandlesBeside(plan, index) ? ', write market.data: candles' : '';
  return loaded.problem(
    ['market', 'gaps'],
    `is error, and ${catalog} has no ${describeSeries(plan.keys[index]!)} from ${formatTime(span.from)} to ${formatTime(span.to)}, the ${end} of the window${more}: add what is missing with data download or data import${candles}, ${remedy}, or set market.gaps to skip`,
  );
}

/** True of trades and quotes whose symbol could be matched on its candles. */
function hasCandlesBeside({ series }: MarketPlan, index: number): boolean {
  const { kind, symbol } = series[index]!;
  return kind !== 'candles' && series.some((one) => one.kind === 'candles' && one.symbol === symbol);
}

/** True of candles, and of what those of a symbol without any are made of: what it lacks is counted as gaps. */
function isCounted({ series }: MarketPlan, index: number): boolean {
  const own = series.filter(({ symbol, isDetail }) => symbol === series[index]!.symbol && isDetail !== true);
  const source = own.find(({ kind }) => kind === 'candles') ?? own.find(({ kind }) => kind === 'trades') ?? own[0];
  return series[index] === source;
}

/** What the report counts as gaps. */
function noticesOf(plan: MarketPlan): string[] {
  return lacksIn(plan)
    .filter(({ index }) => isCounted(plan, index))
    .map(({ index, end, span }) => {
      const { symbol } = plan.keys[index]!;
      return lackText(symbol, formatTime(span.from), formatTime(span.to), end);
    });
}

function notesOf(plan: MarketPlan, loaded: LoadedScenario): string[] {
  const { from } = plan;
  const end = plan.to ?? Math.max(...plan.spans.map(({ last }) => last));
  return plan.series.flatMap(({ isDetail, lacks, kind, symbol }, index) => {
    if (isDetail === true) return [];
    const { first, last } = plan.spans[index]!;
    const open = (loaded.from === null ? Math.max(0, first - from) : 0) + (loaded.to === null ? end - last : 0);
    const isLacking = lacks !== undefined && !isCounted(plan, index);
    if (!isLacking && open <= SMALL_SHARE * (end - from)) return [];
    const name = plan.keys[index]!.symbol;
    const since = formatTime(lacks?.before?.to ?? Math.max(first, from));
    const until = formatTime(lacks?.after?.from ?? Math.min(last, end));
    const matched = kind === 'candles' ? 'has' : `is matched on ${plan.matching[symbol]}, and has`;
    const remedy = hasCandlesBeside(plan, index) ? ': market.data: candles would match all of it on candles' : '';
    return [`${name} ${matched} ${kind} only from ${since} to ${until} of the window${remedy}.`];
  });
}
