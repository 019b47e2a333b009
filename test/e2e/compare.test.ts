/** The comparison as a user runs it, and how it ends when it is interrupted. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMMAND, papertape, temporaryFolder } from './papertape.ts';

const ROOT = join(COMMAND, '../../..');

it('prints one document for programs', async () => {
  const cwd = await temporaryFolder();
  const words = ['compare', join(ROOT, 'scenarios/quickstart.yaml'), '--to', '2024-01-25', '--json'];
  const { code, stdout, stderr } = await papertape([...words, '--vary', 'exchange.slippage.pct=0.05,0.1'], { cwd });
  expect([code, stderr]).toEqual([0, 'PAPER trading, prices made up\n']);
  const document = JSON.parse(stdout);
  expect(document.schema).toBe('papertape/comparison/1');
  expect(document.settings.map((one: object) => Object.keys(one))).toEqual(
    document.settings.map(() => expect.arrayContaining(['label', 'vary', 'digest', 'metrics', 'difference'])),
  );
  expect(await readdir(join(cwd, 'reports'))).toEqual(['quickstart-comparison']);
  for (const { warnings } of document.settings)
    expect(warnings).toContain('The market is made up: its prices never were.');
  const page = await readFile(join(cwd, 'reports/quickstart-comparison/comparison.md'), 'utf8');
  expect(page).toContain('all: The market is made up: its prices never were.');
});

it('leaves nothing behind when it is interrupted, and does not wait for its runs', async () => {
  const slow = `import { defineStrategy } from 'papertape';
import { z } from 'zod';
export default defineStrategy({ name: 's', params: z.object({ n: z.int() }),
  onCandle() { for (;;); } });\n`;
  const market = `{ catalog: ${join(ROOT, 'data')}, venue: synthetic, symbols: [BTC/USDT] }`;
  const cwd = await temporaryFolder({
    'slow.ts': slow,
    'slow.yaml': `strategy: { use: ./slow.ts }\nmarket: ${market}\n`,
  });
  const { code, stdout, stderr } = await papertape(['compare', 'slow.yaml', '--vary', 'strategy.params.n=1,2,3'], {
    cwd,
    // The threads are under way a second later, or about to be.
    onOutput: (_soFar, kill) => void setTimeout(() => kill('SIGINT'), 1000),
  });
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('interrupted, nothing was written');
  expect(await readdir(join(cwd, 'reports'))).toEqual([]);
});
