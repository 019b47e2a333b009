/** The bench of many symbols on a few days: it builds the plan of its feed by itself, which nothing else would keep in step. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './papertape.ts';

const BENCH = fileURLToPath(new URL('../../bench/streaming.mjs', import.meta.url));

it('measures every case, to one digest whatever the chunks', async () => {
  const TMPDIR = await temporaryFolder();
  const words = [BENCH, '2', '0.01', '3'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { env: { ...process.env, TMPDIR } });
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['1', '2', '2', '2', '2', '2', '3', '3']);
  const digests = lines.map((line) => /; ([0-9a-f]{8})$/.exec(line)?.[1]);
  expect(digests[0]).toMatch(/^[0-9a-f]{8}$/);
  expect(digests[2]).toBe(digests[1]);
  expect(new Set([digests[0], digests[1], digests[3]]).size).toBe(3);
  expect(readdirSync(TMPDIR)).toEqual([]);
}, 180_000);
