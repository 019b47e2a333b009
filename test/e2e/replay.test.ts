import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { candlesCsv, folderWithMarket } from './market.ts';
import { afterStart, papertape, papertapeHere, STARTED, temporaryFolder } from './papertape.ts';

const CANDLES = 600;

/** Spends most of its time in the strategy, as one that fits a model on each candle would. */
const SLOW = `import { defineStrategy } from 'papertape';
import { z } from 'zod';
export default defineStrategy({
  name: 'slow',
  params: z.object({}),
  onCandle(ctx) {
    let x = 0;
    for (let i = 0; i < 20_000_000; i++) x += i % 7;
    if (x < 0) ctx.log('never');
  },
});
`;

it('runs a scenario, writes its report, and verifies it', async () => {
  const cwd = await folderWithMarket(CANDLES);
  const run = await papertape(['replay', 'scenario.yaml'], { cwd });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('Report: reports/scenario');
  expect(run.stderr).toBe(STARTED);
  const files = await readdir(join(cwd, 'reports/scenario'));
  expect(files).toEqual(expect.arrayContaining(['report.json', 'report.md', 'scenario.yaml']));
  const verified = await papertape(['verify', 'reports/scenario'], { cwd });
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(verified.stdout).toContain('the digests agree');
});

it('prints one JSON document and nothing else where asked', async () => {
  const cwd = await folderWithMarket(CANDLES);
  const words = ['replay', 'scenario.yaml', '--json', '--out', 'here'];
  const { stdout } = await papertape(words, { cwd });
  const printed = JSON.parse(stdout);
  expect(printed).toEqual(JSON.parse(await readFile(join(cwd, 'here/report.json'), 'utf8')));
  expect(Object.keys(printed.run.digest).sort()).toEqual(
    ['data', 'equity', 'fills', 'orders', 'run', 'scenario', 'strategy'].sort(),
  );
  const { stdout: verified } = await papertapeHere(['verify', 'here', '--json'], { cwd });
  expect(JSON.parse(verified)).toMatchObject({ agrees: true, digests: printed.run.digest });
});

it('lets flags change the scenario, and its digest', async () => {
  const cwd = await folderWithMarket(CANDLES);
  const digests = async (...flags: string[]): Promise<Record<string, string>> => {
    // Two processes are a matter of the built command.
    const run = flags.includes('--twice') ? papertape : papertapeHere;
    const { code, stdout, stderr } = await run(['replay', 'scenario.yaml', '--json', ...flags], { cwd });
    const agree = flags.includes('--twice') ? 'two runs in fresh processes agree: run digest 1234\n' : '';
    expect([code, stderr.replace(/digest [0-9a-f]+/, 'digest 1234').replace(/replaced the report .*\n/, '')]).toEqual([
      0,
      `${STARTED}${agree}`,
    ]);
    return JSON.parse(stdout).run.digest;
  };
  const plain = await digests();
  expect(await digests('--twice')).toEqual(plain);
  expect((await digests('--seed', '7')).scenario).not.toBe(plain.scenario);
  expect((await digests('--capital', '500')).fills).not.toBe(plain.fills);
  const narrow = await digests('--from', '2024-01-01T02:00', '--to', '2024-01-01T06:00');
  expect(narrow.data).not.toBe(plain.data);
  expect((await digests('--set', 'exchange.slippage=none', '--set', 'exchange.fill_delay_ms=0')).fills).not.toBe(
    plain.fills,
  );
});

it('says in exit 3 what a changed report differs in', async () => {
  const cwd = await folderWithMarket(CANDLES);
  await papertapeHere(['replay', 'scenario.yaml'], { cwd });
  const path = join(cwd, 'reports/scenario/scenario.yaml');
  const before = await readFile(path, 'utf8');
  expect(before).toContain('pct: 0.1\n');
  await writeFile(path, before.replace('pct: 0.1\n', 'pct: 0.2\n'));
  const { code, stdout, stderr } = await papertape(['verify', 'reports/scenario'], { cwd });
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toContain('exchange.slippage.pct: was "0.1", is "0.2"');
  const asJson = await papertapeHere(['verify', 'reports/scenario', '--json'], { cwd });
  expect(asJson.code).toBe(3);
  expect(JSON.parse(asJson.stdout)).toEqual({
    folder: 'reports/scenario',
    agrees: false,
    difference: 'reports/scenario: differs in scenario: exchange.slippage.pct: was "0.1", is "0.2"',
  });
});

it('says that two runs agree, and stops both at Ctrl-C, even in a strategy that never comes back', async () => {
  const lost = SLOW.replace(/onCandle.*$/s, 'onCandle() { for (;;); } });');
  const scenario = 'strategy: { use: ./lost.ts }\nmarket: { catalog: data, venue: hand, symbols: [BTC/USDT] }\n';
  const cwd = await folderWithMarket(CANDLES, { 'lost.ts': lost, 'lost.yaml': scenario });
  const agreed = await papertape(['replay', 'scenario.yaml', '--twice'], { cwd });
  expect(agreed.stderr).toMatch(/^two runs in fresh processes agree: run digest [0-9a-f]{16}$/m);
  const { code, stdout, stderr } = await papertape(['replay', 'lost.yaml', '--twice'], {
    cwd,
    onOutput: ({ stderr: soFar }, kill) => {
      if (soFar === STARTED) setTimeout(() => kill('SIGINT'), 1000);
    },
  });
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('papertape: interrupted, nothing was written');
});

it('stops at Ctrl-C within a moment, and leaves nothing half written', async () => {
  const scenario = 'strategy: { use: ./slow.ts }\nmarket: { catalog: data, venue: hand, symbols: [BTC/USDT] }\n';
  const cwd = await folderWithMarket(CANDLES, { 'slow.ts': SLOW, 'slow.yaml': scenario });
  let asked = 0;
  const { code, stdout, stderr } = await papertape(['replay', 'slow.yaml'], {
    cwd,
    onOutput: (_soFar, kill) => {
      if (asked > 0) return;
      asked = 1;
      setTimeout(() => {
        asked = performance.now();
        kill('SIGINT');
      }, 1000);
    },
  });
  expect(performance.now() - asked).toBeLessThan(5000);
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('papertape: interrupted, nothing was written');
  expect(await readdir(join(cwd, 'reports'))).toEqual([]);
});

it('stops an import at Ctrl-C, too: the catalog is as it was', async () => {
  const cwd = await temporaryFolder({ 'long.csv': candlesCsv(300_000) });
  const words = ['data', 'import', 'long.csv', '--catalog', 'data', '--venue', 'hand', '--symbol', 'BTC/USDT'];
  let watch: NodeJS.Timeout | undefined;
  const result = await papertape(words, {
    cwd,
    onStart: (kill) => {
      watch = setInterval(() => {
        // Once its temporary file is there, the import is on its way and most of it lies ahead.
        if (!existsSync(join(cwd, 'data')) || readdirSync(join(cwd, 'data')).length === 0) return;
        clearInterval(watch);
        kill('SIGINT');
      }, 5);
    },
  }).finally(() => clearInterval(watch));
  expect(result).toEqual({ code: 130, stdout: '', stderr: 'papertape: interrupted, nothing was written\n' });
  // A catalog that the import began is gone with it.
  expect(await readdir(join(cwd, 'data'), { recursive: true }).catch(() => [])).toEqual([]);
});

it('says in one line what of a scenario does not fit its data, and leaves no report', async () => {
  const cwd = await folderWithMarket(CANDLES);
  const cases: readonly (readonly [flags: string, message: string])[] = [
    ['--symbols BTC/USDT,ETH/USDT', 'has no 1m candles of ETH/USDT on hand'],
    ['--set market.venue=hnd', '(did you mean hand?)'],
    ['--set market.catalog=nowhere', 'there is no catalog at'],
    ['--set market.interval=5m --set strategy.interval=5m', 'its intervals are 1m'],
    ['--from 2025-01-01', '--from 2025-01-01: market.from is after the last of the data'],
    ['--from 2023-01-01 --to 2023-02-01', 'it holds 2024-01-01T00:00:00Z to 2024-01-01T09:59:00Z'],
    ['--set strategy.use=sma-cros', 'is no shipped strategy (did you mean sma-cross?)'],
    ['--set strategy.use=./nowhere.ts', 'there is no such file'],
    ['--set strategy.params.fsat=3', 'strategy.params.fsat is no parameter of sma-cross (did you mean fast?)'],
    ['--seed 1.5', '--seed 1.5: seed is "1.5": write a whole number'],
    ['--out scenario.yaml', 'cannot write the report to scenario.yaml: it is a file'],
    ['--out scenario.yaml/x', 'a file stands where a folder is needed'],
    ['--out data', 'it holds files that are no report'],
  ];
  for (const [flags, message] of cases) {
    const { code, stdout, stderr } = await papertapeHere(['replay', 'scenario.yaml', ...flags.split(' ')], { cwd });
    const said = afterStart(stderr);
    expect([flags, code, stdout]).toEqual([flags, 2, '']);
    expect(said).toContain(message);
    expect(said).toMatch(/^papertape: [^\n]*\n$/);
  }
  expect(await readdir(join(cwd, 'reports')).catch(() => [])).toEqual([]);
});

it("shows a strategy's own error by its own lines", async () => {
  const strategy = SLOW.replace('let x = 0;', "if (ctx.now > 0) throw new Error('my own mistake');\n    let x = 0;");
  const scenario = 'strategy: { use: ./bad.ts }\nmarket: { catalog: data, venue: hand, symbols: [BTC/USDT] }\n';
  const cwd = await folderWithMarket(CANDLES, { 'bad.ts': strategy, 'bad.yaml': scenario });
  const { code, stderr } = await papertapeHere(['replay', 'bad.yaml'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('my own mistake');
  expect(stderr).toMatch(/bad\.ts:7:/);
  expect(stderr).not.toContain('node_modules');
  expect(await readdir(join(cwd, 'reports'))).toEqual([]);
});
