import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const QUICKSTART = join(fileURLToPath(new URL('../..', import.meta.url)), 'scenarios/quickstart.yaml');

it.each([
  [
    ['--symbols', 'BTC/USD'],
    '--symbols BTC/USD: market.symbols is BTC/USD, and none of it trades the reporting asset USDT: did you mean BTC/USDT?',
  ],
  [['--symbols', 'BTC-USDT'], '--symbols BTC-USDT: market.symbols.0 is "BTC-USDT": write BASE/QUOTE, such as BTC/USDT'],
  [
    ['--symbols', 'XRB/USDT'],
    'data has no 1m candles of XRB/USDT on synthetic: it has BTC/USDT, ETH/USDT, XRP/BTC, XRP/USDT (did you mean XRP/USDT?)',
  ],
  [
    ['--set', 'market.symbols=[SOL/EUR]'],
    '--set market.symbols=[SOL/EUR]: market.symbols is SOL/EUR, and none of it trades the reporting asset USDT: name a symbol that does',
  ],
  [['--set', 'exchange.slipage.pct=1'], 'a scenario has no exchange.slipage.pct: did you mean exchange.slippage.pct?'],
  [
    ['--set', 'strategy.params.fst=1'],
    'strategy.params.fst is no parameter of sma-cross (did you mean fast?): it has fast, slow',
  ],
  [['--set', 'strategy.params.fast=ten'], 'strategy.params.fast is "ten": write a number, such as 20, its default'],
  [['--set', 'strategy.params.fast=null'], 'strategy.params.fast is null: write a number, such as 20, its default'],
  [['--set', 'market.venue=synthtic'], 'its venues are synthetic (did you mean synthetic?)'],
  [['--capital', 'much'], '--capital much: portfolio.initial_balance.USDT is "much": write a number from 0'],
  [['--from', 'spring'], '--from spring: market.from is "spring": write a date or time, such as 2024-01-31'],
  [['--seed', '-1.5'], '--seed -1.5: seed is "-1.5": write a whole number from 0'],
])('papertape replay %s says what is wrong and what was meant', async (flags, message) => {
  await expect(inProcess(['replay', QUICKSTART, ...flags])).rejects.toThrow(message);
});
