/** `papertape replay --watch`: edit, save, read. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { papertape, type Result, temporaryFolder } from './papertape.ts';

interface Watched {
  /** What the command printed since the last step, once it waits for the next. */
  step(edit: () => Promise<void>): Promise<string>;
  /** Until it waits for the first time. */
  readonly first: Promise<string>;
  /** Until it has said this since the last step. */
  hears(text: string): Promise<void>;
  stop(): Promise<Result>;
}

/** Starts `papertape WORDS... --watch`, and lets a test edit between its turns. */
function watching(cwd: string, words: readonly string[]): Watched {
  const WAITING = 'Ctrl-C ends\n';
  let soFar: Result = { code: null, stdout: '', stderr: '' };
  let seen = { stdout: 0, stderr: 0 };
  let told = (): void => undefined;
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  const ended = papertape(['replay', ...words, '--watch'], {
    cwd,
    onStart: (send) => {
      kill = send;
    },
    onOutput: (now) => {
      soFar = now;
      told();
    },
  });
  void ended.then((result) => {
    soFar = result;
    told();
  });
  const until = async (isSo: (said: string) => boolean): Promise<void> => {
    while (!isSo(soFar.stderr.slice(seen.stderr))) {
      if (soFar.code !== null) throw new Error(`ended with ${soFar.code}: ${soFar.stderr}`);
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    }
  };
  const waits = async (): Promise<string> => {
    await until((said) => said.endsWith(WAITING));
    const text = soFar.stderr.slice(seen.stderr) + soFar.stdout.slice(seen.stdout);
    seen = { stdout: soFar.stdout.length, stderr: soFar.stderr.length };
    return text;
  };
  return {
    first: waits(),
    step: async (edit) => {
      await edit();
      return waits();
    },
    hears: (text) => until((said) => said.includes(text)),
    stop: async () => {
      kill('SIGINT');
      return ended;
    },
  };
}

async function replace(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

it('runs again for the scenario, the strategy and what it imports, through errors, until Ctrl-C', async () => {
  const cwd = await temporaryFolder();
  await papertape(['init'], { cwd });
  const [strategy, scenario] = [join(cwd, 'strategy.ts'), join(cwd, 'scenario.yaml')];
  await replace(scenario, 'to: 2024-04-01', 'to: 2024-01-12');
  const watch = watching(cwd, ['scenario.yaml', '--set', 'strategy.params.fast=10']);
  const first = await watch.first;
  expect(first).toContain('Watching scenario.yaml, strategy.ts: Ctrl-C ends');
  expect(first).toContain(`Report: reports/${basename(cwd)}`);

  const digest = (text: string): string => /run digest (\w+)/.exec(text)?.[1] ?? '';
  const changed = await watch.step(() => replace(scenario, 'pct: 0.1 }', 'pct: 0.2 }'));
  expect(changed).toMatch(/^scenario\.yaml changed: running again\n/);
  expect(digest(changed)).toMatch(/^[0-9a-f]{16}$/);
  expect(digest(changed)).not.toBe(digest(first));

  // A slip is told, and the watch goes on.
  const slip = await watch.step(() => replace(strategy, 'ctx.plot(', 'ctx.plott('));
  expect(slip).toContain('papertape: strategy.ts (onCandle');
  expect(slip).not.toContain('Report:');

  // A file that is missing is waited for, too; an editor may write it elsewhere and rename it.
  const missing = await watch.step(async () => {
    await replace(strategy, 'ctx.plott(', 'ctx.plot(');
    await replace(strategy, "'zod';", "'zod';\nimport { share } from './lib/index.ts';");
    await replace(strategy, 'fraction: 1', 'fraction: share');
  });
  expect(missing).toContain('there is no file "./lib/index.ts"');
  await papertape(['init', 'lib'], { cwd });
  await writeFile(join(cwd, 'lib/index.ts'), "export { share } from './size.ts';\n");
  await writeFile(join(cwd, 'lib/size.ts'), 'export const share = 0.5;\n');
  const found = await watch.step(() => replace(strategy, "'cross up'", "'cross'"));
  expect(found).toContain('Watching scenario.yaml, strategy.ts, lib/index.ts, lib/size.ts: Ctrl-C ends');
  const imported = await watch.step(async () => {
    await writeFile(join(cwd, 'lib/size.ts.new'), 'export const share = 0.25;\n');
    await rename(join(cwd, 'lib/size.ts.new'), join(cwd, 'lib/size.ts'));
  });
  expect(imported).toMatch(/^lib\/size\.ts changed: running again\n/);
  expect(digest(imported)).not.toBe(digest(found));
  // One that only hands on another's exports counts as well.
  const barrel = await watch.step(() => writeFile(join(cwd, 'lib/index.ts'), 'export const share = 0.5;\n'));
  expect(barrel).toMatch(/^lib\/index\.ts changed: running again\n/);

  const { code, stderr } = await watch.stop();
  expect([code, stderr.slice(stderr.lastIndexOf('Ctrl-C ends\n'))]).toEqual([
    130,
    'Ctrl-C ends\npapertape: stopped watching\n',
  ]);
});

it('watches the strategy that --set names, also beside a broken one, and begins anew where a run is overtaken', async () => {
  const cwd = await temporaryFolder();
  await papertape(['init'], { cwd });
  await writeFile(join(cwd, 'other.ts'), "import { size } from './size.ts';\nexport default size;\n");
  const watch = watching(cwd, ['scenario.yaml', '--set', 'strategy.use=./other.ts', '--to', '2024-01-31']);
  expect(await watch.first).toContain('there is no file "./size.ts"');
  // The file that was missing, in the folder of one that was read.
  expect(await watch.step(() => writeFile(join(cwd, 'size.ts'), 'export const size = 1;\n'))).toContain(
    'strategy ./other.ts: its default export is no strategy',
  );
  const strategy = await readFile(join(cwd, 'strategy.ts'), 'utf8');
  const slow = strategy.replace('onCandle(ctx) {', 'onCandle(ctx) {\n    for (let i = 0; i < 2e7; i++) i % 7;');
  const overtaken = await watch.step(async () => {
    await writeFile(join(cwd, 'other.ts'), slow);
    await watch.hears('other.ts changed: running again\nPAPER');
    await writeFile(join(cwd, 'other.ts'), strategy);
  });
  expect(overtaken.match(/other\.ts changed: running again\n/g)).toHaveLength(2);
  expect(overtaken.match(/Final equity/g)).toHaveLength(1);
  expect((await watch.stop()).code).toBe(130);
});

it('does not wait for a scenario that is not there, and ends a run at Ctrl-C', async () => {
  const cwd = await temporaryFolder();
  const absent = await papertape(['replay', 'scenario.yaml', '--watch'], { cwd });
  expect([absent.code, absent.stderr]).toEqual([2, 'papertape: scenario.yaml: there is no such file\n']);
  await papertape(['init'], { cwd });
  const stopped = await papertape(['replay', 'scenario.yaml', '--watch'], {
    cwd,
    onOutput: ({ stderr }, kill) => stderr.includes('PAPER') && kill('SIGINT'),
  });
  expect([stopped.code, stopped.stdout]).toEqual([130, '']);
});
