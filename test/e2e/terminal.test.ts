/** The command on a terminal, by `script` of util-linux, which gives it one. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMMAND, temporaryFolder } from './papertape.ts';

const ROOT = join(COMMAND, '../../..');
const hasScript =
  process.platform === 'linux' && /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');
const ESCAPE = '\u001b[';

/** What a terminal of so many columns gets to see. */
function onTerminal(line: string, cwd: string, env: Readonly<Record<string, string>>, columns = 80): string {
  const command = `stty cols ${columns}; "${process.execPath}" "${COMMAND}" ${line}`;
  const { NO_COLOR: _, ...own } = process.env;
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...own, ...env },
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return stdout;
}

it.skipIf(!hasScript)(
  'colours, shows progress with the time left, and does neither where it is not wanted',
  async () => {
    const cwd = await temporaryFolder();
    const slow = `import { defineStrategy } from 'papertape';
import { z } from 'zod';
export default defineStrategy({ name: 's', params: z.object({}), onCandle() { for (let i = 0; i < 20000; i++); } });\n`;
    writeFileSync(join(cwd, 'slow.ts'), slow);
    const market = `{ catalog: ${join(ROOT, 'data')}, venue: synthetic, symbols: [BTC/USDT] }`;
    writeFileSync(join(cwd, 'slow.yaml'), `strategy: { use: ./slow.ts }\nmarket: ${market}\n`);
    const seen = onTerminal('replay slow.yaml', cwd, {});
    expect(seen).toMatch(/running =+-* [0-9]+% \| [0-9]+\/131040 candles \| [0-9.]+k?M?\/s \| [0-9]+s left/);
    expect(seen).toContain(`${ESCAPE}1mslow: paper on made-up prices`);
    expect(onTerminal('replay slow.yaml', cwd, { NO_COLOR: '1' })).not.toContain(ESCAPE);
    const plain = onTerminal('show reports/slow', cwd, { NO_COLOR: '1' }, 50);
    expect(plain).not.toContain(ESCAPE);
    const lines = plain.split(/\r?\n/).filter((line) => !line.includes('papertape show'));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(onTerminal('show reports/slow', cwd, {}, 50)).toContain(ESCAPE);
  },
);
