/** The strategy of the README, run as a reader would. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { papertape, temporaryFolder } from './papertape.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../data', import.meta.url));

it('the strategy of the README runs, twice alike, and its report verifies', async () => {
  const section = (await readFile(README, 'utf8')).split('## A strategy in twenty lines\n')[1]?.split('\n## ')[0] ?? '';
  const [, source = ''] = /```ts cross\.ts\n(.*?)```/s.exec(section) ?? [];
  const scenario = `strategy: { use: ./cross.ts, interval: 1h }
market: { catalog: ${JSON.stringify(SAMPLE)}, symbols: [BTC/USDT], to: 2024-02-01 }
`;
  const cwd = await temporaryFolder({ 'cross.ts': source, 'mine.yaml': scenario });
  const { code, stdout, stderr } = await papertape(['replay', 'mine.yaml', '--twice'], { cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining('two runs in fresh processes agree')]);
  expect(stdout).toContain('Report: reports/mine');
  const verified = await papertape(['verify', 'reports/mine'], { cwd });
  expect([verified.code, verified.stderr]).toEqual([0, '']);
  // A slip in the strategy is told with its own line.
  await writeFile(join(cwd, 'cross.ts'), source.replace('fraction: 1', 'fractoin: 1'));
  const wrong = await papertape(['replay', 'mine.yaml'], { cwd });
  expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toMatch(
    /an order takes no fractoin \(did you mean fraction\?\).*\n {4}at onCandle \(cross\.ts:14:\d+\)\n$/,
  );
});
