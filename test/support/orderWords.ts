/** The order lines of a candle table, as the keys of `scripted`. The words are listed in candleTable.ts. */
import { formatTime } from '../../src/model/time.ts';
import { SECOND } from './market.ts';

type Keys = Record<string, unknown>;

const at = (seconds: string): string => formatTime(Math.round(Number(seconds) * SECOND));
/** Quoted numbers are decimal texts. */
const amount = (word: string): number | string => (word.startsWith("'") ? word.slice(1, -1) : Number(word));

/** The words of one order, read from the left. */
class Words {
  private readonly words: string[];

  constructor(text: string) {
    this.words = text.split(' ');
  }

  /** The next word; undefined at the end. */
  take(): string | undefined {
    return this.words.shift();
  }

  amount(): number | string {
    return amount(this.text());
  }

  text(): string {
    const word = this.words.shift();
    if (word === undefined) throw new Error('an order line ends where a word was expected');
    return word;
  }

  /** Takes the next word where it is this one. */
  has(word: string): boolean {
    if (this.words[0] !== word) return false;
    this.words.shift();
    return true;
  }

  get next(): string | undefined {
    return this.words[0];
  }
}

/** `2` or `2 %`. */
function trail(words: Words): Keys {
  const distance = words.amount();
  return words.has('%') ? { trail_pct: distance } : { trail_amount: distance };
}

/** `95`, `95 limit 94` or `trail 2`. */
function stopLoss(words: Words): unknown {
  if (words.has('trail')) return trail(words);
  const stop = words.amount();
  return words.has('limit') ? { stop_price: stop, price: words.amount() } : stop;
}

/** `110` or `110 market`. */
function takeProfit(words: Words): unknown {
  const price = words.amount();
  return words.has('market') ? { price, type: 'market' } : price;
}

const AMENDED: Readonly<Record<string, (words: Words) => Keys>> = {
  quantity: (words) => ({ quantity: words.amount() }),
  price: (words) => ({ price: words.amount() }),
  stop: (words) => ({ stop_price: words.amount() }),
  trail,
  until: (words) => ({ expire_at: at(words.text()) }),
};

/** `amend 80 price 99 quantity 2`. */
function amend(words: Words, order: Keys): Keys {
  const amends = (order.amend as Keys[] | undefined) ?? [];
  const one: Keys = { at: at(words.text()) };
  for (let read = AMENDED[words.next ?? '']; read !== undefined; read = AMENDED[words.next ?? '']) {
    words.take();
    Object.assign(one, read(words));
  }
  return { amend: [...amends, one] };
}

const READ: Readonly<Record<string, (words: Words, order: Keys) => Keys>> = {
  close: () => ({ close: true }),
  buy: () => ({ side: 'buy' }),
  sell: () => ({ side: 'sell' }),
  limit: (words, { type }) => ({
    type: type === undefined ? 'limit' : `${String(type)}_limit`,
    price: words.amount(),
  }),
  stop: (words) => ({ type: 'stop', stop_price: words.amount() }),
  take: (words) => ({ type: 'take_profit', stop_price: words.amount() }),
  trail: (words) => ({ type: 'trailing_stop', ...trail(words) }),
  from: (words) => ({ activation_price: words.amount() }),
  spend: (words) => ({ spend: words.amount() }),
  fraction: (words) => ({ fraction: Number(words.text()) }),
  on: (words) => ({ symbol: words.text() }),
  IOC: () => ({ time_in_force: 'IOC' }),
  FOK: () => ({ time_in_force: 'FOK' }),
  day: () => ({ time_in_force: 'DAY' }),
  until: (words) => ({ time_in_force: 'GTD', expire_at: at(words.text()) }),
  'post-only': () => ({ post_only: true }),
  'reduce-only': () => ({ reduce_only: true }),
  oco: (words) => ({ oco: words.text() }),
  parent: (words) => ({ parent: words.text() }),
  sl: (words) => ({ stop_loss: stopLoss(words) }),
  tp: (words) => ({ take_profit: takeProfit(words) }),
  amend,
  cancel: (words) => ({ cancel_at: at(words.text()) }),
  because: (words) => ({ reason: words.text() }),
};

/** `o1 60: buy 1 limit 99 on ETH/USDT cancel 80`. */
export function readOrder(line: string): Keys {
  const [, id, second, what] = /^(\S+) (\S+): (.*)$/.exec(line) ?? [];
  if (what === undefined) throw new Error(`an order line is "o1 60: buy 1", not "${line}"`);
  const order: Keys = { id, at: at(second!) };
  const words = new Words(what);
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const read = READ[word];
    Object.assign(order, read === undefined ? { quantity: amount(word) } : read(words, order));
  }
  return order;
}
