/** Zones of local times: what a session must know before it reads them. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { type Session, sqlText } from './duckdb.ts';

/** Prepares a session for times of a zone. InputError where there is no such zone. */
export async function prepareZone(session: Session, zone: string): Promise<void> {
  const macro = zoneMacro(zone);
  if (macro === null) return;
  const zones = (await session.rows('SELECT name FROM pg_timezone_names()')).map((row) => String(row.name));
  if (!zones.includes(zone))
    throw new InputError(
      `--time-zone ${zone} is not known${didYouMean(zone, zones)}: write a name of the IANA list, such as America/New_York, or an offset such as +08:00`,
    );
  await session.run(macro);
}

/** The macro behind a named zone; null for an offset, which needs none. InputError where it is neither. */
export function zoneMacro(zone: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone) && !/^[+-][0-9]{2}:?[0-9]{2}$/.test(zone)) {
    throw new InputError(`--time-zone ${zone} is not a zone: write UTC, +08:00 or a name such as America/New_York`);
  }
  if (!/^[A-Za-z]/.test(zone) || zone === 'UTC' || zone === 'Z') return null;
  const name = sqlText(zone);
  const utc = `timezone(${name}, make_timestamp(us))`;
  const again = (step: string): string => `timezone(${name}, ${utc} ${step}) = make_timestamp(us)`;
  const steps = ["+ INTERVAL '30 minutes'", "- INTERVAL '30 minutes'", '+ INTERVAL 1 HOUR', '- INTERVAL 1 HOUR'];
  return `CREATE OR REPLACE TEMP MACRO in_zone(us) AS CASE
    WHEN timezone(${name}, ${utc}) <> make_timestamp(us) OR ${steps.map(again).join(' OR ')} THEN NULL
    ELSE epoch_us(${utc}) END`;
}
