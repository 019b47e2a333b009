/** Pages into the catalog: each as `data import` would take it, now and then, so that the work is kept and not done twice. */

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decimalsOf } from '../../model/decimal.ts';
import { InputError } from '../../model/errors.ts';
import { formatTime } from '../../model/time.ts';
import { cannotWrite, temporaryPath } from '../files.ts';
import { type ImportResult, importCandles } from '../import.ts';
import {
  inferInstrument,
  type PriceFacts,
  readInstrument,
  settledDecimals,
  settleInstrument,
  writeInstrument,
} from '../instruments.ts';
import { describeSeries, type SeriesKey } from '../layout.ts';
import { withLock } from '../lock.ts';
import { conflict } from '../metadata/instruments.ts';
import type { InstrumentRules } from '../metadata/rules.ts';
import { prepareCatalog } from '../sweep.ts';
import { candleFile, recordFetched } from './coverage.ts';
import type { CandleText } from './market.ts';
import type { Span } from './spans.ts';

/** Writing rewrites the series: it is done when fetching has taken ten times as long as the last writing. */
const FETCHING_PER_WRITING = 10;
/** Candles that wait at most. */
const MOST_WAITING = 200_000;

export class PageStore {
  readonly #catalog: string;
  readonly #key: SeriesKey;
  readonly #rules: InstrumentRules | null;
  readonly #monotonicNow: () => number;
  #rows: CandleText[] = [];
  #spans: Span[] = [];
  #nextWriting = Number.NEGATIVE_INFINITY;
  #added = 0;
  readonly #coarser = new Set<number>();

  constructor(catalog: string, key: SeriesKey, rules: InstrumentRules | null, monotonicNow: () => number) {
    this.#catalog = catalog;
    this.#key = key;
    this.#rules = rules;
    this.#monotonicNow = monotonicNow;
  }

  /** Candles that are new in the catalog. */
  get added(): number {
    return this.#added;
  }

  /** Intervals of coarser candles that do not hold what was added, the shortest first. */
  get coarser(): number[] {
    return [...this.#coarser].sort((a, b) => a - b);
  }

  /** Takes a page whole: its candles, and the stretch they are all of. The first candles are written at once. */
  async add(rows: readonly CandleText[], span: Span): Promise<void> {
    this.#rows.push(...rows);
    this.#spans.push(span);
    if (this.#rows.length >= MOST_WAITING || (this.#rows.length > 0 && this.#monotonicNow() >= this.#nextWriting)) {
      await this.write();
    }
  }

  /** Writes what waits. @throws InputError where a candle is none, or the catalog holds another one at its time */
  async write(): Promise<void> {
    const started = this.#monotonicNow();
    const [rows, spans] = [this.#rows, this.#spans];
    [this.#rows, this.#spans] = [[], []];
    if (rows.length > 0) {
      await prepareCatalog(this.#catalog);
      await withLock(join(this.#catalog, '.import.lock'), {}, () =>
        prepareInstrument(this.#catalog, this.#key, this.#rules, rows),
      );
      const { added, coarser } = await importRows(this.#catalog, this.#key, rows);
      this.#added += added;
      for (const interval of coarser) this.#coarser.add(interval);
    }
    if (spans.length > 0) await recordFetched(candleFile(this.#catalog, this.#key), spans);
    const ended = this.#monotonicNow();
    this.#nextWriting = ended + FETCHING_PER_WRITING * (ended - started);
  }
}

async function importRows(catalog: string, key: SeriesKey, rows: readonly CandleText[]): Promise<ImportResult> {
  const file = temporaryPath(join(catalog, 'download'));
  const lines = rows.map(({ time, values }) => `${time},${values.join(',')}\n`);
  try {
    await writeFile(file, `time,open,high,low,close,volume\n${lines.join('')}`, { flag: 'wx' });
    // What is finished is settled by the exchange's clock, which ours may lag behind.
    return await importCandles({ ...key, catalog, file, timeUnit: 'us', allowFuture: true, trustInterval: true });
  } catch (error) {
    throw ofCandle(file, key, rows, cannotWrite(file, error));
  } finally {
    await rm(file, { force: true });
  }
}

/** A complaint about a row of the file in between as one about the candle. */
function ofCandle(file: string, key: SeriesKey, rows: readonly CandleText[], error: unknown): unknown {
  if (!(error instanceof InputError) || !error.message.startsWith(file)) return error;
  const rest = error.message.slice(file.length);
  // The first line is the header.
  const row = /^ line ([0-9]+): /.exec(rest);
  const time = rows[Number(row?.[1]) - 2]?.time;
  const where = time === undefined ? '' : ` at ${formatTime(time)}`;
  return new InputError(`${describeSeries(key)}${where}: ${rest.slice(row?.[0].length ?? 0)}`);
}

/** The venue's rules before the first prices; what somebody stated already stays as it is. */
async function prepareInstrument(
  catalog: string,
  { venue, symbol }: SeriesKey,
  rules: InstrumentRules | null,
  rows: readonly CandleText[],
): Promise<void> {
  const known = await readInstrument(catalog, venue, symbol);
  if (known !== null && settledDecimals(known) !== null) {
    if (!known.inferred || rules === null || conflict(known, rules) !== null) return;
    return writeInstrument(catalog, venue, symbol, { ...known, ...rules, inferred: false });
  }
  const facts = factsOf(rows);
  if (known !== null)
    return writeInstrument(catalog, venue, symbol, settleInstrument(known, facts, undefined, undefined));
  if (rules === null) return;
  const inferred = inferInstrument(facts, rules.tick_size, rules.lot_size);
  await writeInstrument(catalog, venue, symbol, { ...inferred, ...rules });
}

function factsOf(rows: readonly CandleText[]): PriceFacts {
  const decimals = rows.reduce((most, { values }) => Math.max(most, ...values.slice(0, 4).map(decimalsIn)), 0);
  const byNumber = (a: string, b: string): number => Number(a) - Number(b);
  const closes = rows.map(({ values }) => values[3]!).sort(byNumber);
  const highs = rows.map(({ values }) => values[1]!).sort(byNumber);
  return { decimals, median: closes[Math.floor((closes.length - 1) / 2)]!, highest: highs.at(-1)! };
}

/** Text that is no number is left to the import, which says where it stands. */
function decimalsIn(text: string): number {
  try {
    return decimalsOf(text);
  } catch {
    return 0;
  }
}
