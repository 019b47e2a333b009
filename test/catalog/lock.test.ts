import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../src/catalog/lock.ts';
import { refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const pathOf = (name: string): string => join(folder, name);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A process that is gone. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('close', resolve));
  return child.pid!;
}

describe('a lock', () => {
  it('lets one in at a time, and is gone afterwards', async () => {
    const path = pathOf('one.lock');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, {}, work)));
    expect([most, existsSync(path)]).toEqual([1, false]);
  });

  it('is let go by work that fails', async () => {
    const path = pathOf('fails.lock');
    await expect(withLock(path, {}, () => Promise.reject(new RangeError('mine')))).rejects.toThrow('mine');
    expect(await withLock(path, {}, async () => 7)).toBe(7);
  });

  it('of a process that is gone is taken over, by one of several', async () => {
    const path = pathOf('dead.lock');
    const text = JSON.stringify({ host: hostname(), pid: await deadPid(), token: 't' });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      writeFileSync(path, text);
      let inside = 0;
      const work = async (): Promise<void> => {
        inside += 1;
        expect(inside).toBe(1);
        await pause(2);
        inside -= 1;
      };
      await Promise.all(Array.from({ length: 5 }, () => withLock(path, {}, work)));
      expect(existsSync(path)).toBe(false);
    }
  });

  it.each([
    [
      'of a living process',
      { host: hostname(), pid: process.pid, token: 't' },
      `process ${process.pid} on ${hostname()}`,
    ],
    ['of another machine', { host: 'elsewhere', pid: 1, token: 't' }, 'process 1 on elsewhere'],
    ['that nobody can read', 'x', 'another import'],
  ])('%s is waited for, and named', async (_, holder, who) => {
    const path = pathOf('living.lock');
    writeFileSync(path, JSON.stringify(holder));
    const said = await refusal(withLock(path, { patience: 60 }, async () => 7));
    expect(said).toBe(`${who} is at work there: wait for it, or remove ${path} if it is gone`);
    expect(readFileSync(path, 'utf8')).toBe(JSON.stringify(holder));
    rmSync(path);
  });

  it('that somebody removed is noticed before anything is put in place', async () => {
    const path = pathOf('removed.lock');
    const work = withLock(path, {}, async ({ check }) => {
      await check();
      rmSync(path);
      await check();
    });
    expect(await refusal(work)).toContain('was removed by somebody: run it again');
  });

  it('is not waited for once a signal says so', async () => {
    const path = pathOf('signal.lock');
    writeFileSync(path, JSON.stringify({ host: hostname(), pid: process.pid, token: 't' }));
    const stopper = new AbortController();
    const waiting = withLock(path, { signal: stopper.signal }, async () => 7);
    setTimeout(() => stopper.abort(new Error('stopped')), 30);
    await expect(waiting).rejects.toThrow('stopped');
  });

  it('says where it cannot be made', async () => {
    expect(await refusal(withLock(join(folder, 'nowhere', 'x.lock'), {}, async () => 7))).toContain('cannot write');
  });
});
