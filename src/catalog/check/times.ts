/** How the times of a file are written: ISO or epoch as import reads them, or another form, read here to judge the rest. */
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { type Session, sqlText } from '../duckdb.ts';
import { guessTimeUnit, type TimeForm, type TimeUnit, timeExpression, zoneMacro } from '../import-sql.ts';

/** A form of time that import does not read. */
interface ForeignForm {
  readonly description: string;
  /** Column `time` as a TIMESTAMP; NULL where it is not of this form. */
  readonly sql: string;
}

export interface TimeReading {
  readonly form: TimeForm;
  readonly foreign: ForeignForm | null;
}

const DATES = [
  ['month/day/year', '%m/%d/%Y'],
  ['day/month/year', '%d/%m/%Y'],
  ['month/day/year of two digits', '%m/%d/%y'],
  ['day/month/year of two digits', '%d/%m/%y'],
  ['day.month.year', '%d.%m.%Y'],
  ['year/month/day', '%Y/%m/%d'],
] as const;
const CLOCKS = ['', ' %H:%M', ' %H:%M:%S', ' %I:%M:%S %p', ' %I:%M %p'];

const FOREIGN: readonly ForeignForm[] = [
  ...DATES.map(([description, date]) =>
    foreign(
      description,
      CLOCKS.map((clock) => date + clock),
    ),
  ),
  foreign('year-month-day hour-AM or PM', ['%Y-%m-%d %I-%p', '%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p']),
];

function foreign(description: string, formats: readonly string[]): ForeignForm {
  const parsed = `try_strptime(trim("time"), [${formats.map(sqlText).join(', ')}])`;
  // A year of two digits is a year of the first century to %Y.
  return { description, sql: `CASE WHEN year(${parsed}) BETWEEN 1900 AND 2200 THEN ${parsed} END` };
}

const SAMPLE_ROWS = 20_000;
const EPOCH = `regexp_full_match(trim("time"), '-?[0-9]+([.][0-9]*)?')`;

/**
 * Looks at the first rows of a source and settles how its times are read: in the form that reads most of them.
 *
 * @param type DuckDB type of its column `time`
 */
export async function readingOf(
  session: Session,
  source: string,
  type: string,
  unit: TimeUnit | undefined,
  zone: string,
): Promise<TimeReading> {
  if (type !== 'VARCHAR') {
    const { first } = await session.row(
      `SELECT (SELECT "time"::VARCHAR FROM (${source}) WHERE "time" IS NOT NULL LIMIT 1) AS first`,
    );
    return { form: { type, zone, epoch: false, unit: unit ?? guessTimeUnit(String(first ?? '')) }, foreign: null };
  }
  const iso = timeExpression({ type, zone: 'UTC', epoch: false, unit: 's' });
  const counts = FOREIGN.map(({ sql }, index) => `count(${sql}) AS f${index}`);
  const found = await session.row(
    `SELECT count(*) FILTER (${EPOCH}) AS epoch, arg_min("time", nr) FILTER (${EPOCH}) AS first, count(${iso}) AS iso,
       ${counts.join(', ')} FROM (SELECT nr, "time" FROM (${source}) LIMIT ${SAMPLE_ROWS})`,
  );
  const epoch = Number(found.epoch) > Number(found.iso);
  const known = Math.max(Number(found.epoch), Number(found.iso));
  const best = FOREIGN.reduce((a, _, i) => (Number(found[`f${i}`]) > Number(found[`f${a}`]) ? i : a), 0);
  if (Number(found[`f${best}`]) > known) {
    return { form: { type: 'TIMESTAMP', zone, epoch: false, unit: 's' }, foreign: FOREIGN[best]! };
  }
  return { form: { type, zone, epoch, unit: unit ?? guessTimeUnit(String(found.first ?? '')) }, foreign: null };
}

/** Prepares a session for times of a zone. InputError where there is no such zone. */
export async function prepareZone(session: Session, zone: string): Promise<void> {
  const macro = zoneMacro(zone);
  if (macro === null) return;
  const zones = (await session.rows('SELECT name FROM pg_timezone_names()')).map((row) => String(row.name));
  if (!zones.includes(zone)) throw new InputError(`--time-zone ${zone} is not known${didYouMean(zone, zones)}`);
  await session.run(macro);
}
