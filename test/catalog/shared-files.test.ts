import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { hasData, requireData } from '../support/shared-data.ts';
import { sharedDataFolder } from '../support/shared-folder.ts';
import { everyDay, IMPORTED, REFUSED } from './shared-files.ts';
import { refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let catalogs = 0;

function run(file: string, words: string): Promise<string> {
  catalogs += 1;
  const rest = words === '' ? [] : words.split(' ');
  const catalog = join(folder, `c${catalogs}`);
  return inProcess(['data', 'import', file, '--catalog', catalog, '--venue', 'v', '--symbol', 'BTC/USD', ...rest]);
}

describe('the shared files', () => {
  // All of them take a minute on two cores: `npm run test:data`.
  it.each(everyDay(IMPORTED))('$file: $rows rows with $words', async ({ file, words, rows, dropped = 0 }) => {
    const said = await run(requireData(file), words);
    expect(said).toContain(`: ${rows} `);
    expect(said).toContain(` added, ${rows} in all`);
    expect(said).toMatch(dropped === 0 ? /^(?!.*dropped)/s : new RegExp(`\\n${dropped} identical candles`));
  });

  it.each(REFUSED)('%s with %s is refused: %s', async (file, words, message) => {
    expect(await refusal(run(requireData(file), words))).toContain(message);
  });

  it.skipIf(!hasData('candles'))('are all named here', () => {
    const named = new Set([...IMPORTED.map(({ file }) => file), ...REFUSED.map(([file]) => file)]);
    const found = ['candles', 'ticks', 'stocks-fx', 'dirty'].flatMap((part) =>
      readdirSync(join(sharedDataFolder, part), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(sharedDataFolder.length + 1)),
    );
    expect(found.filter((file) => !named.has(file))).toEqual([]);
    expect(found.length).toBeGreaterThan(90);
  });
});
