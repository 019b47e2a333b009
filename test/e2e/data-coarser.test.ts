/** Rows that come in beneath coarser candles: import says which, and what to do. */
import { describe, expect, it } from 'vitest';
import { papertapeHere, temporaryFolder } from './papertape.ts';

const HEADER = 'time,open,high,low,close,volume';
const minute = (n: number, high = 12): string => `${1_704_067_200 + n * 60},10,${high},9,11,5`;
const minutes = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => minute(from + i));
const csv = (rows: readonly string[]): string => [HEADER, ...rows].join('\n');

const FILES = {
  'holed.csv': csv(minutes(0, 120).filter((_, i) => i !== 30)),
  'hole.csv': csv([minute(30, 500)]),
  'after.csv': csv(minutes(119, 180)),
  'before.csv': csv(minutes(-60, 0)),
};
const SERIES = ['--catalog', 'cat', '--venue', 'v', '--symbol', 'BTC/USDT'];
const AGAIN =
  'where they were resampled from these, make them anew with papertape data resample --catalog cat --venue v --symbol BTC/USDT --from-interval 1m --to-interval 1h --replace';

async function importer() {
  const cwd = await temporaryFolder(FILES);
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await papertapeHere(['data', ...words, ...SERIES], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };
  const add = (file: string): Promise<string> => run('import', file, '--interval', '1m');
  await add('holed.csv');
  return { run, add };
}

describe('an import beneath coarser candles', () => {
  it('names them, and the command that makes them anew, which mends it', async () => {
    const { run, add } = await importer();
    await run('resample', '--to-interval', '1h');
    expect(await add('hole.csv')).toContain(`\n1h candles of BTC/USDT are there too: ${AGAIN}\n`);
    await run('resample', '--to-interval', '1h', '--replace');
    expect(await add('hole.csv')).not.toContain('are there too');
  });

  it('names all of them for rows beyond their end, and none for rows before their first', async () => {
    const { run, add } = await importer();
    await run('resample', '--to-interval', '1h');
    await run('resample', '--to-interval', '30m');
    expect(await add('before.csv')).not.toContain('are there too');
    const said = await add('after.csv');
    expect(said).toContain('\n30m, 1h candles of BTC/USDT are there too: ');
    expect(said).toContain('--to-interval 30m --replace (1h likewise)\n');
  });
});
