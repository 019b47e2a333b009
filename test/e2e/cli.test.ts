import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { COMMAND, papertape, papertapeHere, temporaryFolder } from './papertape.ts';

const COMMANDS = [
  'init',
  'schema',
  'bench',
  'replay',
  'show',
  'verify',
  'diff',
  'compare',
  'completion',
  'data',
  'data import',
  'data download',
  'data instruments',
  'data resample',
  'data synth',
];

const TALKER = `
import { defineStrategy } from 'papertape';
export default defineStrategy({ name: 'talker', onCandle: (ctx) => ctx.log('here I am') });
`;

describe('a reader that has seen enough', () => {
  it('does not keep the run from its report', async () => {
    const cwd = await temporaryFolder({ 'talker.ts': TALKER });
    const words = 'replay quickstart --to 2024-01-08 --set strategy.params={} --set strategy.use=';
    const line = `"${process.execPath}" "${COMMAND}" ${words}"${join(cwd, 'talker.ts')}" 2>&1 | head -n 1`;
    const said = execFileSync('/bin/sh', ['-c', line], { cwd, encoding: 'utf8' });
    expect(said).toMatch(/^quickstart ships with papertape/);
    expect(await readdir(join(cwd, 'reports'))).toEqual(['quickstart']);
    expect(await readdir(join(cwd, 'reports/quickstart'))).toContain('report.json');
  });
});

describe('help', () => {
  it.each(['', ...COMMANDS])('papertape %s --help shows how, with examples of flags that exist', async (command) => {
    const words = command === '' ? [] : command.split(' ');
    const { code, stdout, stderr } = await (words.length > 1 ? papertapeHere : papertape)([...words, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    const [usage, examples] = stdout.split('Examples:');
    expect(examples).toContain(`papertape ${command}`);
    for (const flag of examples?.match(/--[a-z-]+/g) ?? []) expect(usage).toContain(flag);
    expect(stdout).not.toMatch(/undefined|null|\[object/);
  });

  it('knows its version', async () => {
    expect(await papertape(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it('loads the words of the commands, yargs and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'papertape-'));
    try {
      await papertape(['replay', '--help'], { env: { NODE_V8_COVERAGE: folder } });
      const [file = ''] = await readdir(folder);
      const urls = (await readFile(join(folder, file), 'utf8')).match(/"url":"file:[^"]*"/g) ?? [];
      const loaded = urls.map((url) => url.slice('"url":"file://'.length, -1));
      // Yargs is part of the built command, in a file of its own.
      expect(loaded.filter((path) => path.includes('node_modules'))).toEqual([]);
      expect(loaded.filter((path) => path.endsWith('/dist/cli/yargs.js'))).toHaveLength(1);
      const rooms = loaded.flatMap((path) => /\/dist\/([^/]+)\//.exec(path)?.[1] ?? []);
      expect(new Set(rooms)).toEqual(new Set(['cli', 'model']));
      expect(loaded.length).toBeLessThan(20);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('words that are not understood', () => {
  it.each([
    [
      '',
      'name a command: init, replay, paper, show, verify, diff, compare, data, schema, bench, completion: see papertape --help',
    ],
    ['repaly x.yaml', 'there is no command "repaly" (did you mean replay?)'],
    ['data imprt x', 'there is no command "data imprt" (did you mean import?)'],
    ['data', 'papertape data wants a command: import'],
    ['replay', 'SCENARIO is missing: see papertape replay --help'],
    ['verify', 'DIR is missing'],
    ['init a b', '"b" is one word too many'],
    ['init --force', 'there is no flag --force'],
    ['replay a.yaml --watch --json', '--watch prints a summary after each change, --json one document'],
    ['replay a.yaml b.yaml', '"b.yaml" is one word too many'],
    ['replay a.yaml --sed 3', 'there is no flag --sed (did you mean --seed?)'],
    ['replay a.yaml --sett=x=1', 'there is no flag --sett (did you mean --set?)'],
    ['replay a.yaml -q', 'there is no flag -q'],
    ['replay a.yaml --tape x', 'there is no flag --tape'],
    ['replay a.yaml --seed', '--seed needs a value'],
    ['replay a.yaml --seed 1 --seed 2', '--seed is given 2 times: give it once'],
    ['data download kraken BTC/USDT', 'papertape data download EXCHANGE SYMBOL INTERVAL: INTERVAL is missing'],
    ['data download', 'EXCHANGE SYMBOL INTERVAL: EXCHANGE, SYMBOL and INTERVAL are missing'],
    ['diff', 'papertape diff A B: A and B are missing'],
    ['diff a', 'papertape diff A B: B is missing'],
    ['show', 'papertape show DIR: DIR is missing'],
    ['show x fils', 'there is no table fils (did you mean fills?)'],
    ['data download kraken BTC/USDT 1m', '--from is missing'],
    ['data download kraken BTC/USDT 1M --from 2024-01-01', '"1M" is not an interval'],
    ['data download kraken BTC/USDT 1m --from yesterday', '--from: "yesterday" is not a time'],
    ['data download kraken BTC/USDT 1m --from 2024-01-01 --form x', 'there is no flag --form (did you mean --from?)'],
    ['data download kraknen BTC/USDT 1m --from 2024-01-01', 'there is no exchange "kraknen" (did you mean kraken?)'],
    ['data instruments x.json --catalog c', '--venue is missing'],
    ['data instruments x.json --catalog c --venue v --format okx', '--format is "okx", not one of "kraken"'],
    ['data import x.csv --catalog c', '--venue and --symbol are missing'],
    ['data import x.csv --catalog c --venue v --symbol A/B --time-unit h', '--time-unit is "h"'],
    ['data import x.csv --catalog c --venue v --symbol A/B --interval 5', '--interval: "5" is not an interval'],
    ['data import x.csv --catalog c --venue v --symbol A/B --map x=y', '--map: x is not a column'],
  ])('papertape %s', async (line, message) => {
    const { code, stdout, stderr } = await papertapeHere(line.split(' ').filter((word) => word !== ''));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^papertape: [^\n]*\n$/);
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['replay scenari.yaml', 'scenari.yaml: there is no such file (did you mean scenario.yaml?)'],
    ['replay nowhere/x.yaml', 'nowhere/x.yaml: there is no such file'],
    ['replay folder', 'folder: is a folder: name the scenario file in it'],
    ['replay latin1.yaml', 'latin1.yaml: is not UTF-8 text'],
    ['replay key.yaml', 'key.yaml:2:1: sed is not a key of a scenario here: did you mean seed?'],
    ['replay live.yaml', 'live trading was asked for with market.price_source: historical'],
    [
      'replay later.yaml',
      'later.yaml:1:51: market.price_source is mock, and replay runs history: run it with papertape paper later.yaml',
    ],
    ['verify folder', 'folder/report.json'],
    ['verify nowhere', 'nowhere/report.json'],
    ['data instruments nowhere.json --catalog c --venue v', 'there is no file nowhere.json'],
    ['data instruments scenario.yaml --catalog c --venue v', 'scenario.yaml is not JSON'],
    ['data import nowhere.csv --catalog c --venue v --symbol A/B', 'there is no file nowhere.csv'],
  ])('papertape %s', async (line, message) => {
    const minimal = (market: string): string =>
      `market: { symbols: [A/B], venue: x${market} }\nstrategy: { use: x }\nportfolio: { reporting_asset: B }\n`;
    const cwd = await temporaryFolder({
      'scenario.yaml': minimal(''),
      'folder/a': '',
      'latin1.yaml': '',
      'key.yaml': 'name: x\nsed: 1\n',
      'live.yaml': `${minimal('')}trading_mode: live\n`,
      'later.yaml': minimal(', price_source: mock'),
    });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(cwd, 'latin1.yaml'), Buffer.from([0x6e, 0xe4]));
    const { code, stdout, stderr } = await papertapeHere(line.split(' '), {
      cwd,
      env: { PAPERTAPE_TRADING_MODE: line.includes('live') ? 'live' : 'paper' },
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll('\\', '/')).toContain(message);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^papertape: /);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
