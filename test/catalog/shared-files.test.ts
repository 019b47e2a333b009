import { readdirSync, readFileSync } from 'node:fs';
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

/** A path with `*` for any part of a name, and the ones of `{a,b}`. */
function globPattern(glob: string): RegExp {
  const text = glob
    .replaceAll('.', '[.]')
    .replaceAll('*', '[^/]*')
    .replace(/\{([^}]*)\}/g, (_, any: string) => `(?:${any.replaceAll(',', '|')})`);
  return new RegExp(`^${text}$`);
}

describe('the shared files', () => {
  // All of them take a minute on two cores: `npm run test:data`.
  it.each(everyDay(IMPORTED))('$file: $rows rows with $words', async ({ file, words, rows, dropped = 0, interval }) => {
    const said = await run(requireData(file), words);
    expect(said).toContain(`: ${rows} `);
    expect(said).toContain(` added, ${rows} in all`);
    expect(said).toMatch(dropped === 0 ? /^(?!.*dropped)/s : new RegExp(`\\n${dropped} identical candle`));
    if (interval === null) expect(said).not.toContain('from the step between rows');
    else expect(said).toContain(`\ninterval ${interval}, from the step between rows`);
  });

  it.each(REFUSED)('%s with %s is refused: %s', async (file, words, message) => {
    expect(await refusal(run(requireData(file), words))).toContain(message);
  });

  it('each have their words in docs/data.md', () => {
    const page = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8');
    const section = page.split('### Which words for which file\n')[1]?.split('\n## ')[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const documented = rows.map((line) => {
      const [, files = '', words = ''] = line.split('|');
      const patterns = [...files.matchAll(/`([^`]+)`/g)].map(([, glob = '']) => globPattern(glob));
      return { patterns, words: words.trim().replaceAll('`', '') };
    });
    const wordsFor = (file: string): string[] =>
      documented.filter(({ patterns }) => patterns.some((one) => one.test(file))).map(({ words }) => words);
    expect(IMPORTED.map(({ file }) => [file, wordsFor(file)])).toEqual(
      IMPORTED.map(({ file, words }) => [file, [words]]),
    );
    const unused = documented.filter(
      ({ patterns }) => !patterns.every((p) => IMPORTED.some(({ file }) => p.test(file))),
    );
    expect(unused).toEqual([]);
  });

  it.skipIf(!hasData('candles'))('are all named here', () => {
    const named = new Set([...IMPORTED.map(({ file }) => file), ...REFUSED.map(([file]) => file)]);
    const found = ['candles', 'ticks', 'stocks-fx', 'rest', 'dirty'].flatMap((part) =>
      readdirSync(join(sharedDataFolder, part), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(sharedDataFolder.length + 1)),
    );
    expect(found.filter((file) => !named.has(file))).toEqual([]);
    expect(found.length).toBeGreaterThan(90);
  });
});
