/** Why the text of a time cannot be read, which fault it is and what mends it. */
import { formatTime } from '../model/time.ts';
import { type Session, sqlText } from './duckdb.ts';
import { guessTimeUnit, isEpochText, type TimeForm, timeExpression } from './import-sql.ts';

const UNIT_NAMES = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' } as const;
const ISO_LIKE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}([.][0-9]+)?)?)?/;

/** A text that no time of the form could be read from, as the end of a sentence about it. */
export async function timeProblem(session: Session, stamp: string, read: TimeForm): Promise<string> {
  // A column of numbers counts from the epoch; as text it is judged like one that does.
  const form = { ...read, epoch: read.epoch || /INT|DOUBLE|FLOAT/.test(read.type) };
  const said = `time "${stamp}"`;
  const cell = `(SELECT ${sqlText(stamp)} AS "time")`;
  const reads = async (other: Partial<TimeForm>): Promise<number | null> => {
    const { time } = await session.row(
      `SELECT (${timeExpression({ ...form, type: 'VARCHAR', ...other })})::DOUBLE AS time FROM ${cell}`,
    );
    return time === null || time === undefined ? null : Number(time);
  };
  const local = form.zone === 'UTC' ? null : await reads({ zone: 'UTC' });
  if (local !== null) return changeOfClocks(session, said, stamp, form.zone, local);
  if (form.floor !== true && (await reads({ zone: 'UTC', floor: true })) !== null) {
    return `${said} is finer than a microsecond: --floor-times cuts that off`;
  }
  if (form.formats !== undefined) {
    const formats = form.formats.map((format) => `"${format}"`).join(' or ');
    return `${said} is not of the form ${formats}: mend it, or say its form with --time-format`;
  }
  if (!form.epoch && isEpochText(stamp)) {
    return `${said} counts ${UNIT_NAMES[guessTimeUnit(stamp)]}, and the first row is an ISO time: write all times alike`;
  }
  if (form.epoch && ISO_LIKE.test(stamp)) {
    return `${said} is an ISO time, and the first row counts ${UNIT_NAMES[form.unit]}: write all times alike`;
  }
  return `${said} ${formProblem(stamp)}`;
}

function formProblem(stamp: string): string {
  const date = /^([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])(.*)$/.exec(stamp);
  if (date !== null) {
    const [, first = '', mark = '', second = '', year = '', rest = ''] = date;
    const end = `${mark}${year.length === 4 ? '%Y' : '%y'}${clockForm(rest)}`;
    const [day, month] = [`%d${mark}%m${end}`, `%m${mark}%d${end}`];
    if (Number(first) > 12) return `is day first: say --time-format "${day}"`;
    if (Number(second) > 12) return `is month first: say --time-format "${month}"`;
    return `may be day or month first: say --time-format "${day}" or --time-format "${month}"`;
  }
  const years = /^[0-9]{4}([/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])(.*)$/.exec(stamp);
  if (years !== null) {
    return `is no ISO time: say --time-format "%Y${years[1]}%m${years[1]}%d${clockForm(years[2] ?? '')}"`;
  }
  const iso = ISO_LIKE.exec(stamp);
  if (iso !== null && iso[0] === stamp) return 'names a day or an hour that does not exist: mend or remove the row';
  return 'cannot be read: write ISO times such as 2024-01-31T09:30:00Z or epoch numbers, or say its form with --time-format';
}

/** The letters of strptime for what follows a date. */
function clockForm(rest: string): string {
  return rest
    .replace(/[0-9]{1,2}:[0-9]{2}:[0-9]{2}[.][0-9]+/, '%H:%M:%S.%f')
    .replace(/[0-9]{1,2}:[0-9]{2}:[0-9]{2}/, '%H:%M:%S')
    .replace(/[0-9]{1,2}:[0-9]{2}/, '%H:%M')
    .replace(/%H(.*) [AaPp][Mm]$/, '%I$1 %p');
}

/** An hour of a zone that a change of clocks leaves out, or gives twice. */
async function changeOfClocks(session: Session, said: string, stamp: string, zone: string, local: number) {
  const name = sqlText(zone);
  const utc = `timezone(${name}, make_timestamp(${local}::BIGINT))`;
  const row = await session.row(
    `SELECT timezone(${name}, ${utc}) = make_timestamp(${local}::BIGINT) AS there,
       strftime(timezone(${name}, ${utc}), '%Y-%m-%d') AS day`,
  );
  const way = `write times with their offset, as in ${formatTime(local).replace(/Z$/, '-05:00')}, or in UTC`;
  return row.there === true
    ? `${said} comes twice in ${zone}: clocks were set back on ${row.day}, so it may be either hour; ${way}`
    : `${said} does not exist in ${zone}: clocks were set forward on ${stamp.slice(0, 10)} and skipped it; ${way}, or remove the row`;
}

/** Why a time that was read cannot be one: its unit is not that of the first row, or it lies where no prices are. */
export function unitProblem(stamp: string, { epoch, unit, base = 0 }: TimeForm): string | null {
  if (!epoch || base !== 0 || !isEpochText(stamp) || guessTimeUnit(stamp) === unit) return null;
  return `time "${stamp}" counts ${UNIT_NAMES[guessTimeUnit(stamp)]} by its size, and the first row ${UNIT_NAMES[unit]}: write all times in one unit, or say it with --time-unit`;
}
