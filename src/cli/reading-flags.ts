/** The flags that say how a file is to be read: the same for an import and for a check. */
import type { FileReading } from '../catalog/import-request.ts';
import { InputError } from '../model/errors.ts';
import { parseInterval } from '../model/time.ts';
import { given, type OptionTable, switchFlag, switchOf, textFlag } from './options.ts';

const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;
const KINDS = ['candles', 'trades', 'quotes'] as const;

const textOptions = {
  kind: textFlag("What the file holds (default: the preset's, else candles)", { choices: KINDS }),
  preset: textFlag('Where the file comes from: one of those below'),
  map: textFlag(
    'Columns: ours=theirs or ours=number, such as time=ts,volume=6; time=Date+Time joins two, volume=none is 0',
  ),
  delimiter: textFlag('Between fields of a CSV file (default: as in its first line)'),
  'skip-lines': textFlag('Lines before the header, or before the first row'),
  'time-unit': textFlag('Unit of epoch times (default: by their size)', { choices: TIME_UNITS }),
  'time-zone': textFlag('Zone of times that name none, such as +08:00 or America/New_York (default: UTC)'),
  'time-format': textFlag('Form of other than ISO times, in the letters of strptime, such as "%d/%m/%Y %H:%M"'),
  date: textFlag('Date from whose midnight times count, such as 2024-01-31'),
  stamp: textFlag('Moment of a candle that its time names (default: open)', { choices: ['open', 'end'] }),
  'round-prices': textFlag('Significant digits to round prices to: 15 removes the dust of float arithmetic'),
  'round-sizes': textFlag('Significant digits to round volumes and sizes to, likewise'),
} satisfies OptionTable;

const switches = {
  header: switchFlag('The first line names the columns (--no-header: it is a row; default: by its letters)'),
  'floor-times': switchFlag('Cut off what is finer than a microsecond'),
} satisfies OptionTable;

export const readingOptions: OptionTable = { ...textOptions, ...switches };

/** A FILE and how it is to be read. InputError where a flag says nothing that can be meant. */
export async function fileReading(argv: Readonly<Record<string, unknown>>): Promise<FileReading> {
  const { findPreset } = await import('../catalog/presets.ts');
  const { parseColumnMap } = await import('../catalog/mapping.ts');
  const said = given(argv, Object.keys(textOptions) as (keyof typeof textOptions)[]);
  const kind = said.kind as FileReading['kind'];
  const preset = said.preset === undefined ? undefined : findPreset(said.preset, kind);
  return {
    file: String(argv.FILE),
    kind,
    preset: said.preset,
    map: said.map === undefined ? undefined : parseColumnMap(said.map, kind ?? preset?.kind),
    delimiter: said.delimiter,
    header: switchOf(argv, 'header'),
    skipLines: countOf('skip-lines', said['skip-lines']),
    timeUnit: said['time-unit'] as FileReading['timeUnit'],
    timeZone: said['time-zone'],
    timeFormat: said['time-format'],
    date: said.date,
    stamp: said.stamp as FileReading['stamp'],
    roundSizes: countOf('round-sizes', said['round-sizes']),
    roundPrices: countOf('round-prices', said['round-prices']),
    floorTimes: switchOf(argv, 'floor-times'),
  };
}

function countOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new InputError(`--${flag} ${text} is not a whole number, such as 1`);
}

/** `--interval` in microseconds. InputError where it is none. */
export function intervalOf(text: string): number {
  try {
    return parseInterval(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`--interval: ${error.message}`) : error;
  }
}

/** The presets as a list for the help, which alone loads them. */
export async function presetsText(): Promise<string> {
  const { PRESETS } = await import('../catalog/presets.ts');
  const lines = PRESETS.map(({ name, kind, reads }) => `  ${name} (${kind})\n      ${reads}`);
  return ['Presets:', ...lines].join('\n');
}
