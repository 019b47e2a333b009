/** How a file is read to be judged: as import reads it, and where import could not, as most of its rows want to be read. */
import { type Session, sqlText } from '../duckdb.ts';
import { readingOf } from '../import-reading.ts';
import type { FileReading } from '../import-request.ts';
import type { ImportSource } from '../import-source.ts';
import { timeExpression } from '../import-sql.ts';
import type { Reading } from '../import-stage.ts';
import type { Preset } from '../presets.ts';

/** A family of forms that people write times in, and import reads when told so. */
interface ForeignForm {
  readonly description: string;
  /** In the letters of strptime. */
  readonly formats: readonly string[];
}

export interface FoundReading extends Reading {
  /** What must be said to import to read these times; null where it reads them already. */
  readonly foreign: string | null;
}

const DATES = [
  ['month/day/year', '%m/%d/%Y'],
  ['day/month/year', '%d/%m/%Y'],
  ['month/day/year of two digits', '%m/%d/%y'],
  ['day/month/year of two digits', '%d/%m/%y'],
  ['day.month.year', '%d.%m.%Y'],
  ['year/month/day', '%Y/%m/%d'],
  ['year, month and day in one', '%Y%m%d'],
] as const;
const CLOCKS = ['', ' %H:%M', ' %H:%M:%S', ' %I:%M:%S %p', ' %I:%M %p', ' %H%M%S', ' %H%M%S%g'];

const FOREIGN: readonly ForeignForm[] = [
  ...DATES.map(([description, date]) => ({ description, formats: CLOCKS.map((clock) => date + clock) })),
  {
    description: 'year-month-day hour-AM or PM',
    formats: ['%Y-%m-%d %I-%p', '%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p'],
  },
];

const SAMPLE_ROWS = 20_000;

/**
 * The reading of an import, where the first row of text does not decide for all: most of the first rows do.
 *
 * @throws InputError as an import's
 */
export async function readingFor(
  session: Session,
  request: FileReading,
  preset: Preset | null,
  source: ImportSource,
): Promise<FoundReading> {
  const asImported = readingOf(request, preset, source);
  const sample = `(SELECT nr, "time"::VARCHAR AS "time" FROM (${source.sql}) WHERE "time" IS NOT NULL LIMIT ${SAMPLE_ROWS})`;
  if (source.timeType !== 'VARCHAR') {
    const { first } = await session.row(`SELECT arg_min("time", nr) AS first FROM ${sample}`);
    const seen = typeof first === 'string' ? { ...source, firstTime: first } : source;
    return { ...readingOf(request, preset, seen), foreign: null };
  }
  if (asImported.time.formats !== undefined) return { ...asImported, foreign: null };
  const [epoch, iso] = [true, false].map((isEpoch) =>
    timeExpression({ type: 'VARCHAR', zone: 'UTC', epoch: isEpoch, unit: 's', floor: asImported.time.floor === true }),
  );
  const known = await session.row(
    `SELECT count(*) FILTER (trim("time") <> '') AS n, count(${epoch}) AS epoch, count(${iso}) AS iso,
       arg_min("time", nr) FILTER (${epoch} IS NOT NULL) AS first_epoch,
       arg_min("time", nr) FILTER (${iso} IS NOT NULL) AS first_iso FROM ${sample}`,
  );
  const most = Math.max(Number(known.epoch), Number(known.iso));
  const firstTime = Number(known.epoch) > Number(known.iso) ? known.first_epoch : known.first_iso;
  const seen = typeof firstTime === 'string' ? { ...source, firstTime } : source;
  const form = most === Number(known.n) ? null : await foreignForm(session, sample, most);
  if (form === null) return { ...readingOf(request, preset, seen), foreign: null };
  const reading = readingOf({ ...request, timeFormat: form.formats[0] }, preset, seen);
  const said = `${form.description}: --time-format "${form.formats[0]}" reads them`;
  return { ...reading, time: { ...reading.time, epoch: false, formats: form.formats }, foreign: said };
}

/** The form that reads more of the times than `most`, its commonest way to write the clock first; null where there is none. */
async function foreignForm(session: Session, sample: string, most: number): Promise<ForeignForm | null> {
  const families = await session.row(
    `SELECT ${FOREIGN.map(({ formats }, i) => `count(${parsed(formats)}) AS f${i}`).join(', ')} FROM ${sample}`,
  );
  const read = (i: number): number => Number(families[`f${i}`]);
  const best = FOREIGN.reduce((a, _, i) => (read(i) > read(a) ? i : a), 0);
  if (read(best) <= most) return null;
  const { description, formats } = FOREIGN[best]!;
  const counts = await session.row(
    `SELECT ${formats.map((format, i) => `count(${parsed([format])}) AS f${i}`).join(', ')} FROM ${sample}`,
  );
  const used = formats.map((format, i) => ({ format, n: Number(counts[`f${i}`]) })).filter(({ n }) => n > 0);
  return { description, formats: used.sort((a, b) => b.n - a.n).map(({ format }) => format) };
}

/** A time of one of the forms; a year of two digits is a year of the first century to %Y, and none here. */
function parsed(formats: readonly string[]): string {
  const time = `try_strptime("time", [${formats.map(sqlText).join(', ')}])`;
  return `CASE WHEN year(${time}) BETWEEN 1900 AND 2200 THEN ${time} END`;
}
