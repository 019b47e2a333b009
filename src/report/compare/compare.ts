/** Two reports beside each other: settings, strategy, data, rows, metrics, and what of it comes first. */
import { duckdbMessage } from '../../catalog/duckdb.ts';
import { InputError } from '../../model/errors.ts';
import { parseTime } from '../../model/time.ts';
import type { ReportDocument } from '../document.ts';
import { readReport } from '../read.ts';
import { StoredTables } from '../stored/index.ts';
import { firstDifference, type RowDifference } from './rows.ts';
import { differingSettings, type ValueDifference } from './settings.ts';

/** In the order of cause and effect. */
export const COMPARED = ['settings', 'strategy', 'data', 'rows', 'digests', 'metrics'] as const;

export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** What differs first, in the order of cause and effect; null where nothing does. */
  readonly first: (typeof COMPARED)[number] | null;
  readonly settings: readonly ValueDifference[];
  /** Source and bundle of the strategy, where they are not the same. */
  readonly strategy: readonly ValueDifference[];
  /** A series or an instrument each, as digests of their content. */
  readonly data: readonly ValueDifference[];
  /** The first row a table, the earliest before the others. */
  readonly rows: readonly RowDifference[];
  /** Those of the results. */
  readonly digests: readonly ValueDifference[];
  readonly metrics: readonly ValueDifference[];
  /** What is not the same and changes nothing. */
  readonly notes: readonly string[];
}

/**
 * @param a a report folder
 * @param b another one
 * @throws InputError where one cannot be read
 */
export async function compareReports(a: string, b: string, signal?: AbortSignal): Promise<Comparison> {
  const [left, right] = [await readReport(a), await readReport(b)];
  const digests = left.run.digest;
  const parts = {
    settings: differingSettings(left.run.scenario, right.run.scenario),
    strategy: [
      ...differingKeys(digests, right.run.digest, ['strategy']),
      ...differingKeys({ bundle: left.run.bundle }, { bundle: right.run.bundle }, ['bundle']),
    ],
    data: differingKeys(left.run.inputs, right.run.inputs),
    rows: await compareRows(a, b, signal),
    digests: differingKeys(digests, right.run.digest, ['orders', 'fills', 'equity']),
    metrics: differingKeys(left.metrics, right.metrics),
  };
  const first = COMPARED.find((name) => parts[name].length > 0) ?? null;
  return { a, b, first, ...parts, notes: notes(left, right) };
}

function differingKeys(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  keys: readonly string[] = [...new Set([...Object.keys(a), ...Object.keys(b)])],
): ValueDifference[] {
  return keys.filter((key) => !Object.is(a[key], b[key])).map((path) => ({ path, a: a[path], b: b[path] }));
}

/** The first row that differs of every table that both reports have, the earliest first. */
export async function compareRows(a: string, b: string, signal?: AbortSignal): Promise<RowDifference[]> {
  const [left, right] = (await StoredTables.openAll([a, b])) as [StoredTables, StoredTables];
  try {
    return await left.with(async (session) => {
      const found: RowDifference[] = [];
      const orderOf = ({ time }: RowDifference): number => (time === null ? Number.MAX_SAFE_INTEGER : parseTime(time));
      for (const [name, table] of left.tables) {
        const other = right.tables.get(name);
        if (other === undefined) continue;
        const difference = await firstDifference(session, table, other).catch((error: unknown) => {
          signal?.throwIfAborted();
          if (error instanceof InputError) throw error;
          throw new InputError(`${table.path} and ${other.path} cannot be compared: ${duckdbMessage(error)}`);
        });
        if (difference !== null) found.push(difference);
      }
      return found.sort((one, next) => orderOf(one) - orderOf(next));
    }, signal);
  } finally {
    left.close();
  }
}

function notes(a: ReportDocument, b: ReportDocument): string[] {
  const lines: string[] = [];
  if (a.run.engine_version !== b.run.engine_version) {
    lines.push(`made by papertape ${a.run.engine_version} and ${b.run.engine_version}`);
  }
  return lines;
}
