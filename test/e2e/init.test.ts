/** `papertape init` as somebody meets it who has the packed package and an empty folder. */
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { papertape, papertapeHere, temporaryFolder } from './papertape.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** The files of the packed package, and nothing else of the project, where `npm i -g` would put them. */
async function installed(prefix: string): Promise<string> {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [packed] = JSON.parse(execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }));
  const home = join(prefix, 'lib/node_modules/papertape');
  for (const { path } of packed.files as { path: string }[]) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await cp(join(ROOT, path), join(home, path));
  }
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  return home;
}

/** What the TypeScript compiler says of a project, an error a line. */
function typeErrors(cwd: string): Promise<string[]> {
  return new Promise((fulfil, fail) => {
    execFile(process.execPath, [TSC, '-p', '.', '--pretty', 'false'], { cwd }, (error, stdout) => {
      if (error !== null && typeof error.code !== 'number') fail(error);
      else fulfil(stdout.split('\n').filter((line) => line !== ''));
    });
  });
}

const SHORT = ['--to', '2024-01-12'];
const NOT_BY_NPX = { npm_command: '' };

describe('the packed package in an empty folder', () => {
  it('makes a project that runs, whose editor knows the types and what a strategy may not use', async () => {
    const home = await installed(await temporaryFolder());
    const command = join(home, 'dist/cli/main.js');
    const cwd = await temporaryFolder();
    const made = await papertape(['init', 'mine'], { cwd, command, env: NOT_BY_NPX });
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(made.stdout).toContain('  cd mine\n  papertape replay scenario.yaml ');
    const project = join(cwd, 'mine');
    expect((await readdir(project)).sort()).toEqual(
      ['.gitignore', '.papertape', 'data', 'scenario.yaml', 'strategy.ts', 'tsconfig.json'].sort(),
    );

    const run = await papertape(['replay', 'scenario.yaml', ...SHORT, '--twice'], { cwd: project, command });
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('two runs in fresh processes agree')]);
    expect(run.stdout).toContain('Report: reports/mine');
    // The catalog is the project's own: what the report names lies in it.
    const verified = await papertape(['verify', 'reports/mine'], { cwd: project, command });
    expect([verified.code, verified.stderr]).toEqual([0, '']);

    expect(await typeErrors(project)).toEqual([]);
    await writeFile(join(project, 'wrong.ts'), WRONG);
    const errors = await typeErrors(project);
    expect(errors.map((line) => /^wrong\.ts\((\d+),\d+\): error (?:TS\d+: )(.*)$/.exec(line)?.slice(1, 3))).toEqual([
      ['2', expect.stringContaining('has no exported member')],
      ['9', "Property 'bui' does not exist on type 'StrategyContext<{ size: number; }, undefined>'."],
      ['10', expect.stringContaining("'fractoin' does not exist in type 'OrderOptions'")],
      ['11', "Type 'number' is not assignable to type 'string'."],
      ['12', "Cannot find name 'setTimeout'."],
      ['13', "Cannot find name 'fetch'."],
      ['14', expect.stringContaining("Cannot find name 'process'")],
      ['15', expect.stringContaining("'node:fs'")],
      ['16', 'Expected 3 arguments, but got 1.'],
    ]);
  });

  it('renews what leads the editor to it when it has moved, and only in projects that ask for it', async () => {
    const prefix = await temporaryFolder();
    const before = await installed(prefix);
    const project = await temporaryFolder();
    await papertape(['init'], { cwd: project, command: join(before, 'dist/cli/main.js') });
    const generated = join(project, '.papertape/tsconfig.json');
    expect(await readFile(generated, 'utf8')).toContain(join(before, 'dist/index.d.ts'));

    const after = join(prefix, 'moved');
    await rename(before, after);
    const command = join(after, 'dist/cli/main.js');
    const replay = (...words: string[]) => papertape(['replay', ...words, ...SHORT], { cwd: project, command });
    expect((await typeErrors(project)).length).toBeGreaterThan(0);
    expect((await replay('scenario.yaml')).code).toBe(0);
    expect(await readFile(generated, 'utf8')).toContain(join(after, 'dist/index.d.ts'));
    expect(await typeErrors(project)).toEqual([]);

    // A fresh clone has no .papertape; a strategy that does not compile wants its editor most.
    await rm(join(project, '.papertape'), { recursive: true });
    await mkdir(join(project, 'strategies'));
    await writeFile(join(project, 'strategies/broken.ts'), 'export default {');
    expect((await replay('scenario.yaml', '--set', 'strategy.use=strategies/broken.ts')).code).toBe(2);
    expect((await readdir(join(project, '.papertape'))).sort()).toEqual(
      ['.gitignore', 'scenario.schema.json', 'tsconfig.json'].sort(),
    );

    // A tsconfig.json of another kind, and a folder with none, are left alone.
    await rm(join(project, '.papertape'), { recursive: true });
    await writeFile(join(project, 'tsconfig.json'), '{}');
    expect((await replay('scenario.yaml')).code).toBe(0);
    expect(await readdir(project)).not.toContain('.papertape');
  });
});

const WRONG = `import { defineStrategy } from 'papertape';
import { NoSuchAverage } from 'papertape/indicators';
import { roundTo } from 'papertape/model';
import { z } from 'zod';
export default defineStrategy({
  name: 'wrong',
  params: z.object({ size: z.number() }),
  onCandle(ctx) {
    ctx.bui({ fraction: 1 });
    ctx.buy({ fractoin: 1 });
    const size: string = ctx.params.size;
    setTimeout(() => size, 1000);
    fetch('https://example.org');
    process.exit(1);
    import('node:fs');
    roundTo('1');
    console.log(structuredClone(NoSuchAverage), performance.now(), crypto.randomUUID());
  },
});
`;

describe('papertape init', () => {
  it.each(['scenario.yaml', 'strategy.ts', 'tsconfig.json', 'data/instruments.json', 'data/candles/x'])(
    'overwrites nothing: %s',
    async (name) => {
      const cwd = await temporaryFolder({ [`here/${name}`]: 'mine' });
      const { code, stdout, stderr } = await papertapeHere(['init', 'here'], { cwd });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `papertape: here has ${name.replace('/x', '')} already, and init overwrites nothing: name another folder, such as papertape init my-strategy\n`,
      );
      expect(await readFile(join(cwd, 'here', name), 'utf8')).toBe('mine');
      expect(await readdir(join(cwd, 'here'))).toHaveLength(1);
    },
  );

  it('names everything that is in its way', async () => {
    const cwd = await temporaryFolder();
    expect((await papertape(['init'], { cwd })).code).toBe(0);
    const { code, stderr } = await papertapeHere(['init', '.'], { cwd });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(
        'this folder has scenario.yaml, strategy.ts, tsconfig.json, data/candles, data/instruments.json already',
      ),
    ]);
  });

  it('takes its place beside files of the user, and speaks as it was called', async () => {
    const cwd = await temporaryFolder({ '.gitignore': 'mine\n', 'data/btc.csv': 'x', 'README.md': 'x' });
    const { code, stdout } = await papertape(['init'], { cwd, env: { npm_command: 'exec' } });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Your .gitignore stays as it is')]);
    expect(stdout).toContain('\n  npx papertape replay scenario.yaml ');
    expect(stdout).not.toContain('  cd ');
    expect(await readFile(join(cwd, '.gitignore'), 'utf8')).toBe('mine\n');
    expect((await readdir(join(cwd, 'data'))).sort()).toEqual(['btc.csv', 'candles', 'instruments.json']);
    // What is generated keeps itself out of git.
    execFileSync('git', ['init', '-q'], { cwd });
    const status = execFileSync('git', ['status', '--short', '-uall'], { cwd, encoding: 'utf8' });
    expect(status).toContain('strategy.ts');
    expect(status).not.toContain('.papertape');
  });

  it('leaves nothing behind where it cannot end', async () => {
    const cwd = await temporaryFolder({ 'here/.papertape': 'a file', 'here/data/btc.csv': 'x', file: 'x' });
    const blocked = await papertapeHere(['init', 'here'], { cwd });
    expect([blocked.code, blocked.stderr]).toEqual([2, expect.stringMatching(/^papertape: cannot write [^\n]*\n$/)]);
    expect((await readdir(join(cwd, 'here'), { recursive: true })).sort()).toEqual([
      '.papertape',
      'data',
      join('data', 'btc.csv'),
    ]);
    const file = await papertapeHere(['init', 'file'], { cwd });
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('file is a file: name a folder')]);
    const under = await papertapeHere(['init', 'file/here'], { cwd });
    expect([under.code, under.stderr]).toEqual([2, expect.stringContaining('a file stands where a folder is needed')]);
  });

  it('names the schema in the scenario, and it is what papertape schema prints', async () => {
    const cwd = await temporaryFolder();
    await papertape(['init'], { cwd });
    const scenario = await readFile(join(cwd, 'scenario.yaml'), 'utf8');
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(scenario) ?? [];
    const { code, stdout } = await papertape(['schema'], { cwd });
    expect(code).toBe(0);
    expect(await readFile(resolve(cwd, path), 'utf8')).toBe(stdout);
    expect(JSON.parse(stdout).properties.strategy.required).toEqual(['use']);
  });
});

it('the first lines of docs/strategies.md do what they say', async () => {
  const page = await readFile(join(ROOT, 'docs/strategies.md'), 'utf8');
  const blocks = (heading: string): string[] => {
    const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    return [...section.matchAll(/```sh[^\n]*\n(.*?)```/gs)].map((match) => match[1]!);
  };
  const [lines = ''] = blocks('Begin');
  const [debug = ''] = blocks('Debug');
  let cwd = await temporaryFolder();
  for (const line of lines.trim().split('\n')) {
    const [program, ...words] = line.split(' ');
    if (program === 'cd') cwd = join(cwd, words[0]!);
    // What goes on until Ctrl-C has a test of its own.
    else if (!words.includes('--watch')) expect([line, (await papertape(words, { cwd })).code]).toEqual([line, 0]);
  }
  expect(await readdir(join(cwd, 'reports'))).toEqual(['my-strategy']);
  expect(lines).toContain('replay scenario.yaml --watch\n');
  // As `init-debugger.test.ts` runs it.
  expect(debug).toBe(`node --inspect-brk "$(which papertape)" replay scenario.yaml\n`);
});
