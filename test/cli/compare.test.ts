import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/model/errors.ts';
import { temporaryFolder } from '../e2e/papertape.ts';
import { inProcess } from '../support/in-process.ts';

const QUICKSTART = fileURLToPath(new URL('../../scenarios/quickstart.yaml', import.meta.url));
const DATA = fileURLToPath(new URL('../../data', import.meta.url));

/** What is said of `compare WORDS...`, which must be the user's mistake, in one line. */
async function refused(...words: string[]): Promise<string> {
  const error = await inProcess(['compare', ...words]).catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new Error(`nothing was refused: ${error}`);
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('papertape compare refuses', () => {
  it.each([
    ['one setting', [], 'one setting is nothing to compare'],
    ['one value', ['--vary', 'exchange.slippage.pct=0.1'], 'one setting is nothing to compare'],
    [
      'a path that is not in a scenario',
      ['--vary', 'exchange.slipage.pct=0.1,0.2'],
      'a scenario has no exchange.slipage.pct: did you mean exchange.slippage.pct?',
    ],
    ['no values', ['--vary', 'exchange.slippage.pct='], 'exchange.slippage.pct has no values'],
    [
      'a value of the wrong type',
      ['--vary', 'exchange.slippage.pct=0.1,much'],
      '--vary exchange.slippage.pct=much: exchange.slippage.pct is "much": write a number from 0',
    ],
    [
      'a parameter the strategy has not',
      ['--vary', 'strategy.params.fats=5,10'],
      'strategy.params.fats is no parameter of sma-cross (did you mean fast?)',
    ],
    ['what is the same', ['--vary', 'exchange.slippage.pct=0.1,0.10'], 'are the same setting: leave one of them out'],
    ['a scenario twice', [QUICKSTART], 'is given twice: a scenario compared to itself says nothing'],
    [
      'windows that differ',
      ['--vary', 'market.from=2024-01-01,2024-01-02'],
      'what is compared has one window: give all of them one with --from and --to',
    ],
    [
      'a huge grid',
      [
        '--vary',
        `exchange.slippage.pct=${Array.from({ length: 15 }, (_, i) => i / 100)}`,
        '--vary',
        `exchange.fill_delay_ms=${Array.from({ length: 15 }, (_, i) => i)}`,
      ],
      '225 settings are more than 200 runs: --yes if that is meant',
    ],
    [
      'many seeds',
      ['--vary', 'exchange.slippage.pct=0.1,0.2', '--seeds', '101'],
      '2 settings on 101 seeds, 202 runs are more than 200 runs: --yes',
    ],
    ['no seeds', ['--vary', 'exchange.slippage.pct=0.1,0.2', '--seeds', '0'], '--seeds 0: write a whole number from 1'],
    ['half a thread', ['--vary', 'exchange.slippage.pct=0.1,0.2', '--workers', '0.5'], '--workers 0.5: write a whole'],
    ['a seed that varies', ['--vary', 'seed=1,2'], 'a seed is luck and no setting'],
  ])('%s', async (_what, words, message) => expect(await refused(QUICKSTART, ...words)).toContain(message));

  it('scenarios that report in different assets', async () => {
    const scenario = (asset: string): string =>
      `strategy: { use: buy-and-hold }
market: { catalog: ${DATA}, venue: synthetic, symbols: [BTC/USDT], to: 2024-01-03 }
portfolio: { initial_balance: { ${asset}: 1 }, reporting_asset: ${asset} }\n`;
    const folder = await temporaryFolder({ 'a.yaml': scenario('USDT'), 'b.yaml': scenario('BTC') });
    expect(await refused(`${folder}/a.yaml`, `${folder}/b.yaml`)).toMatch(
      /a\.yaml reports in USDT and .*b\.yaml in BTC: what is compared has one portfolio\.reporting_asset/,
    );
  });

  it('a strategy that fails, by its setting', async () => {
    const folder = await temporaryFolder({
      'bad.ts': `import { defineStrategy } from 'papertape';
import { z } from 'zod';
export default defineStrategy({ name: 'bad', params: z.object({ at: z.int() }), onCandle(ctx) {
  if (ctx.params.at === 2) throw new Error('two is too much');
} });\n`,
      'bad.yaml': `strategy: { use: ./bad.ts }
market: { catalog: ${DATA}, venue: synthetic, symbols: [BTC/USDT], to: 2024-01-03 }\n`,
    });
    const words = [`${folder}/bad.yaml`, '--vary', 'strategy.params.at=1,2', '--out', `${folder}/c`];
    await expect(inProcess(['compare', ...words])).rejects.toThrow(/^strategy\.params\.at=2: .*two is too much/s);
  });
});

it('offers its flags at Tab', async () => {
  const offered = await inProcess(['--get-completions', 'bash', 'compare', 'x.yaml', '--vary', 'a=1', '--']);
  expect(offered.trimEnd().split('\n')).toEqual(
    expect.arrayContaining(['--vary', '--seeds', '--out', '--workers', '--yes', '--json']),
  );
  expect(await inProcess(['--get-completions', 'bash', 'comp'])).toBe('compare\ncompletion\n');
});
