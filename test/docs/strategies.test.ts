/** Every strategy of the documentation, as its reader would have it: types as in an editor, and a run that trades. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { papertape } from '../e2e/papertape.ts';
import { BLOCKS, type Block, placeOf, ROOT } from './blocks.ts';

const strategies = BLOCKS.filter(({ language }) => language === 'ts');
const folder = mkdtempSync(join(tmpdir(), 'papertape-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The file of a block; what is `body` stands in an `onCandle`, below its imports. */
function fileOf(block: Block): string {
  if (block.note === 'body') return `body-${block.line}.ts`;
  return block.note;
}

function sourceOf({ note, text }: Block): string {
  if (note !== 'body') return text;
  const lines = text.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const body = lines.filter((line) => !line.startsWith('import '));
  const head = ["import { defineStrategy } from 'papertape';", ...imports];
  return [...head, "export default defineStrategy({ name: 'body', onCandle(ctx) {", ...body, '} });', ''].join('\n');
}

function typeErrors(): Promise<string> {
  const words = [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'];
  return new Promise((resolve) => execFile(process.execPath, words, { cwd: folder }, (_, stdout) => resolve(stdout)));
}

describe('the strategies of the documentation', () => {
  beforeAll(async () => {
    expect((await papertape(['init'], { cwd: folder })).code).toBe(0);
    cpSync(join(ROOT, 'data'), join(folder, 'data'), { recursive: true });
    for (const block of strategies) writeFileSync(join(folder, fileOf(block)), sourceOf(block));
  }, 600_000);

  it('have names of their own', () => {
    const files = strategies.map((block) => `${block.page} ${fileOf(block)}`);
    expect(new Set(files).size).toBe(files.length);
    for (const block of strategies) expect(fileOf(block)).toMatch(/^[a-z0-9-]+\.ts$/);
  });

  it('are of the types that an editor shows', { timeout: 600_000 }, async () => {
    expect(await typeErrors()).toBe('');
  });

  it.each(strategies.map((block) => [placeOf(block), block] as const))(
    '%s trades',
    { timeout: 600_000 },
    async (_, block) => {
      const { replay } = (await import(
        new URL('../../dist/index.js', import.meta.url).href
      )) as typeof import('../../src/index.ts');
      const scenario = join(folder, `${fileOf(block)}.yaml`);
      const symbols = /symbols/.test(block.text) ? '[BTC/USDT, XRP/USDT]' : '[BTC/USDT]';
      const market = `{ catalog: data, symbols: ${symbols}, to: 2024-01-20 }`;
      writeFileSync(scenario, `strategy: { use: ./${fileOf(block)}, interval: 1h }\nmarket: ${market}\n`);
      const { report } = await replay(scenario, { out: null });
      expect(Number(report.metrics.fill_count)).toBeGreaterThan(0);
      expect(report.refusals).toEqual([]);
    },
  );
});
