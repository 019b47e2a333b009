/** Every command of the documentation runs as it stands there, or says why it does not and where it is tested. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCKS, type Block, blocksOf, PAGES, placeOf, ROOT } from './blocks.ts';
import { monthOfMinutes, PageFolder } from './folder.ts';

/** Notes of blocks that are not run here: what they need that a test has not, or the test that runs them. */
const NOT_RUN = /^(?:clone|network|long|tested=(\S+))$/;

const shell = BLOCKS.filter(({ language }) => language === 'sh');
/** `exit=3`: its last line is to end so. */
const EXIT = /^exit=(\d)$/;
const isRun = ({ note }: Block): boolean => note === '' || EXIT.test(note);
const tools = (name: string): Promise<Record<string, unknown>> =>
  import(new URL(`../../tools/${name}.mjs`, import.meta.url).href);

describe.concurrent('the commands of', () => {
  const base = mkdtempSync(join(tmpdir(), 'papertape-docs-'));
  const minutes = join(base, 'minutes.parquet');
  beforeAll(() => monthOfMinutes(minutes));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it.for(PAGES.filter((page) => shell.some((block) => block.page === page && isRun(block))))(
    '%s run',
    { timeout: 600_000 },
    async (page, { expect }) => {
      const folder = new PageFolder(page, minutes);
      try {
        for (const block of blocksOf(page).filter((one) => one.language === 'sh' && isRun(one))) {
          const { code, output } = await folder.run(block);
          const wanted = Number(EXIT.exec(block.note)?.[1] ?? 0);
          expect([placeOf(block), code, code === wanted ? '' : output]).toEqual([placeOf(block), wanted, '']);
        }
      } finally {
        folder.remove();
      }
    },
  );
});

describe('the blocks', () => {
  it('are of a language that is checked', () => {
    const unknown = BLOCKS.filter(({ language }) => !['sh', 'yaml', 'ts', 'json', 'text'].includes(language));
    expect(unknown.map(placeOf)).toEqual([]);
    for (const { language, text } of BLOCKS) if (language === 'json') JSON.parse(text);
  });

  it('that are not run say why, and name a test that exists', () => {
    const silent = shell.filter((block) => !isRun(block) && !NOT_RUN.test(block.note));
    expect(silent.map(placeOf)).toEqual([]);
    const lost = shell.filter(({ note }) => {
      const path = NOT_RUN.exec(note)?.[1];
      return path !== undefined && !existsSync(`${ROOT}${path}`);
    });
    expect(lost.map(placeOf)).toEqual([]);
  });

  it('that are scenarios are run by a command of their page', () => {
    const lost = BLOCKS.filter(({ language, page, note }) => {
      if (language !== 'yaml') return false;
      const runs = ['replay', 'compare'].map((command) => `${command} ${note}`);
      return !shell.some(
        (block) => block.page === page && isRun(block) && runs.some((words) => block.text.includes(words)),
      );
    });
    expect(lost.map(placeOf)).toEqual([]);
  });

  it('that are not run use flags and scripts that are there', async () => {
    const { everyCommand } = await tools('cli-docs');
    const commands = (await (everyCommand as () => Promise<{ path: string[]; help: string }[]>)()) ?? [];
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    const lines = shell
      .filter((block) => !isRun(block))
      .flatMap((block) => block.text.replaceAll('\\\n', ' ').trim().split('\n'));
    for (const line of lines.flatMap((one) => one.split(' && '))) {
      const words = line.trim().split(/\s+/);
      if (words[0] === 'npm')
        expect([line, ...Object.keys(scripts), 'ci']).toContain(words.at(words[1] === 'run' ? 2 : 1));
      if (words[0] !== 'papertape') continue;
      const fitting = commands.filter(({ path }) => path.every((part, i) => words[i + 1] === part));
      const { help } = fitting.reduce((best, next) => (next.path.length > best.path.length ? next : best));
      for (const flag of words.filter((word) => word.startsWith('--')))
        expect([line, help]).toEqual([line, expect.stringContaining(`${flag} `)]);
    }
  });

  it('that come first lead through npm', () => {
    const [first, second] = blocksOf('README.md');
    expect([first?.text, second?.text]).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
  });
});
