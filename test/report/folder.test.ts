import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setAsidePath } from '../../src/catalog/files.ts';
import { InputError } from '../../src/model/errors.ts';
import { ReportFolder, readReport } from '../../src/report/index.ts';
import { reportOf } from './document.ts';
import { chunk, FILLS, folder, MINUTE, ONE, ORDERS, readText, START } from './support.ts';

async function write(path: string, files: Record<string, string> = {}): Promise<void> {
  const report = await ReportFolder.open(path, ONE);
  report.tables.orders?.(chunk(ORDERS, ['o1', 'x']));
  report.tables.fills?.(chunk(FILLS, ['o1']));
  report.tables.equity?.(chunk([[START + MINUTE, 1e12, 1e12, 0]]));
  await report.complete(reportOf(), files);
}

describe('a report folder', () => {
  it('is written whole, read back, and replaced whole', async () => {
    const root = folder();
    const path = join(root, 'deep', 'quickstart');
    await write(path, { 'scenario.yaml': 'name: quickstart\n', 'old.txt': 'x' });
    expect(await readReport(path)).toEqual(reportOf());
    expect(readFileSync(join(path, 'report.md'), 'utf8')).toContain('# quickstart');
    expect(await readText(join(path, 'orders.parquet'))).toHaveLength(2);
    await write(path, { 'scenario.yaml': 'name: again\n' });
    expect(existsSync(join(path, 'old.txt'))).toBe(false);
    expect(readFileSync(join(path, 'scenario.yaml'), 'utf8')).toBe('name: again\n');
    expect(readdirSync(join(root, 'deep'))).toEqual(['quickstart']);
  });

  it('leaves the older report as it was until the new one is whole', async () => {
    const root = folder();
    const path = join(root, 'quickstart');
    await write(path);
    const next = await ReportFolder.open(path, ONE);
    next.tables.equity?.(chunk([[START, 1, 1, 0]]));
    expect(await readReport(path)).toEqual(reportOf());
    await next.abandon();
    expect(readdirSync(root)).toEqual(['quickstart']);
  });

  it('leaves the older report where a file cannot be written', async () => {
    const root = folder();
    const path = join(root, 'quickstart');
    await write(path);
    const next = await ReportFolder.open(path, ONE);
    await expect(next.complete(reportOf(), { 'no/such\0name': '' })).rejects.toThrow();
    expect(await readReport(path)).toEqual(reportOf());
    expect(readdirSync(root)).toEqual(['quickstart']);
  });

  it('finds again what a kill between its two renames set aside', async () => {
    const root = folder();
    const path = join(root, 'quickstart');
    await write(path);
    // The name that a process which is gone gave the older report.
    renameSync(path, setAsidePath(path).replace(`-${process.pid}-`, '-999999999-'));
    const next = await ReportFolder.open(path, ONE);
    expect(await readReport(path)).toEqual(reportOf());
    await next.abandon();
    expect(readdirSync(root)).toEqual(['quickstart']);
  });

  it('on a file system that takes no folder is refused in one line', async ({ skip }) => {
    if (!existsSync('/proc/self')) skip('this system has no /proc');
    await expect(ReportFolder.open('/proc/papertape-report', ONE)).rejects.toThrow(InputError);
  });

  it('may take the place of an empty folder', async () => {
    const path = join(folder(), 'empty');
    mkdirSync(path);
    await write(path);
    expect((await readReport(path)).run.name).toBe('quickstart');
  });

  it('may take the place of a report of another version', async () => {
    const path = join(folder(), 'older');
    holding(path, 'report.json', '{"schema":"papertape/report/0"}');
    await write(path);
    expect((await readReport(path)).run.name).toBe('quickstart');
  });

  it('is whole when several are written to one place at once', async () => {
    const root = folder();
    const path = join(root, 'same');
    await Promise.all([write(path), write(path), write(path)]);
    expect(await readReport(path)).toEqual(reportOf());
    expect(await readText(join(path, 'equity.parquet'))).toHaveLength(1);
    expect(readdirSync(root)).toEqual(['same']);
  });

  it('names the folder that was asked for where one of its files cannot be written', async () => {
    const path = join(folder(), 'report');
    const report = await ReportFolder.open(path, ONE);
    const [temporary] = readdirSync(dirname(path));
    mkdirSync(join(dirname(path), temporary!, 'report.json'));
    const error: unknown = await report.complete(reportOf()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(`cannot write ${join(path, 'report.json')}: there is a folder`);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, 'x'), 'it is a file; choose another folder with --out'],
    ['other files', (path: string) => holding(path, 'notes.txt', 'x'), 'it holds files that are no report'],
    ['a broken report', (path: string) => holding(path, 'report.json', '{'), 'it holds files that are no report'],
  ])('never writes over %s', async (_, prepare, message) => {
    const path = join(folder(), 'target');
    prepare(path);
    await expect(ReportFolder.open(path, ONE)).rejects.toThrow(message);
    await expect(ReportFolder.open(path, ONE)).rejects.toBeInstanceOf(InputError);
  });

  it('below a file is refused in one line', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, 'x');
    await expect(ReportFolder.open(join(file, 'report'), ONE)).rejects.toThrow(/^cannot write .*a file stands where/);
  });

  it.skipIf(process.getuid?.() === 0)('where nobody may write is refused in one line', async () => {
    const root = folder();
    chmodSync(root, 0o555);
    await expect(ReportFolder.open(join(root, 'report'), ONE)).rejects.toThrow(/^cannot write .*no right/);
    chmodSync(root, 0o755);
  });
});

describe('reading a report', () => {
  it.each([
    ['nothing', null, 'there is no such file'],
    ['broken JSON', '{"schema"', 'is not JSON'],
    ['another document', '[1]', 'it has no "schema"'],
    ['another schema', '{"schema":"x/9"}', 'has the schema "x/9"'],
    ['half a report', '{"schema":"papertape/report/1","run":{}}', 'lacks "period"'],
  ])('of %s is an input error of one line', async (_, content, message) => {
    const path = folder();
    if (content !== null) writeFileSync(join(path, 'report.json'), content);
    const error: unknown = await readReport(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(message);
    expect((error as InputError).message).not.toContain('\n');
  });
});

function holding(path: string, name: string, content: string): void {
  mkdirSync(path);
  writeFileSync(join(path, name), content);
}
