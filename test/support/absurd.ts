/** What nobody should ask for: each is refused, or an error that says so, and the run goes on. */
import { InputError } from '../../src/model/errors.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import type { Chance } from './randomRun.ts';

type Context = StrategyContext<unknown, unknown>;

const AMOUNTS: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  -0,
  0,
  5e-324,
  1e-300,
  1e300,
  2 ** 53,
  '1e-20',
  '1e400',
  '0x10',
  'much',
  '',
  ' 1 ',
  null,
  true,
  {},
  [1],
];
const WORDS: readonly unknown[] = ['hold', 'magic', '', 7, null, {}, 'BUY'];
const KEYS = ['quantity', 'spend', 'fraction', 'price', 'stopPrice', 'trailPct', 'trailAmount', 'expireAt'] as const;
const OTHERS = ['side', 'type', 'timeInForce', 'symbol', 'oco', 'parent', 'stopLoss', 'takeProfit', 'id'] as const;

/** Something is asked that makes no sense. Only an error that says so comes back. */
export function askForNonsense(ctx: Context, chance: Chance): void {
  try {
    ask(ctx, chance);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

function ask(ctx: Context, chance: Chance): void {
  const amount = chance.pick(AMOUNTS) as never;
  const request: Record<string, unknown> = { side: chance.pick(['buy', 'sell']), quantity: 1 };
  const type = chance.pick(['market', 'limit', 'stop', 'trailing_stop', 'take_profit_limit']);
  const asks: readonly (() => unknown)[] = [
    () => ctx.order({ ...request, type, [chance.pick(KEYS)]: amount } as never),
    () => ctx.order({ ...request, type, [chance.pick(KEYS)]: amount, [chance.pick(KEYS)]: amount } as never),
    () => ctx.order({ ...request, [chance.pick(OTHERS)]: chance.pick(WORDS) } as never),
    () => ctx.order({ ...request, nobody: amount } as never),
    () => ctx.bracket({ ...request, stopLoss: amount, takeProfit: amount } as never),
    () => ctx.oco(...([request, amount] as never[])),
    () => ctx.order(amount),
    () => ctx.buy(amount),
    () => ctx.cancel(amount),
    () => ctx.amend(chance.pick([...ctx.orders.map(({ id }) => id), 0, -1]), { [chance.pick(KEYS)]: amount } as never),
    () => ctx.amend(amount, amount),
    () => ctx.timer(amount, 'nonsense'),
    () => ctx.history(amount),
    () => ctx.candles(chance.pick(['7x', '', '1ms', '0m']), amount),
    () => ctx.plot({ nonsense: amount }),
    () => ctx.positionOf(chance.pick(['NO/SUCH', amount])),
    () => ctx.balance(chance.pick(['NONE', amount])),
  ];
  chance.pick(asks)();
}
