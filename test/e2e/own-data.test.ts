import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { requireData } from '../support/shared-data.ts';
import { afterStart, papertape, temporaryFolder } from './papertape.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

/** The README's code blocks of a language under a heading. */
function blocks(readme: string, heading: string, language: string): string[] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(new RegExp(`\`\`\`${language}(?: mine.yaml)?\n(.*?)\`\`\``, 'gs'))].map(
    (match) => match[1] ?? '',
  );
}

it('the README leads from a real file of candles to a report that verifies', { timeout: 300_000 }, async () => {
  const data = requireData('candles/binance-spot-BTCUSDT-1m-202407-202408.parquet');
  const readme = await readFile(README, 'utf8');
  const cwd = await temporaryFolder();
  await copyFile(data, join(cwd, 'btc-usdt-1m.parquet'));
  const [scenario = ''] = blocks(readme, 'Your own data', 'yaml');
  await writeFile(join(cwd, 'mine.yaml'), scenario);
  const lines = blocks(readme, 'Your own data', 'sh').flatMap((block) => block.trim().split('\n'));
  expect(lines.length).toBe(6);
  const outputs: string[] = [];
  for (const line of lines) {
    const { code, stdout, stderr } = await papertape(line.split(' ').slice(1), { cwd });
    expect([line, code, afterStart(stderr)]).toEqual([line, 0, '']);
    outputs.push(stdout);
  }
  expect(outputs[1]).toContain('43209 candles added, 43209 in all, ');
  expect(outputs[3]).toContain('the digests agree');
  const report = JSON.parse(await readFile(join(cwd, 'reports/mine/report.json'), 'utf8'));
  expect(report.metrics.round_trip_count).toBeGreaterThan(5);
  expect(Number(report.metrics.final_equity)).toBeGreaterThan(0);
});
