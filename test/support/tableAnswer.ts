/** What came of a scene, in the words of its `then` lines. */
import type { SessionSetup } from '../../src/engine/setup.ts';
import { NONE } from '../../src/model/record.ts';
import { SECOND } from './market.ts';
import { type OrderRow, type Played, text } from './play.ts';

const seconds = (time: number): string => String(time / SECOND);

/** Every event, the orders that have not ended, then what the `then` lines ask for beside them. */
export function answer(then: readonly string[], played: Played, setup: SessionSetup): string[] {
  const asked = then.filter((line) => /^(equity|balance|trip|position|refusals:) /.test(line));
  const trips = asked.some((line) => line.startsWith('trip')) ? tripLines(played, setup, then) : [];
  const answers = [
    ...eventLines(played, setup),
    ...openLines(then, played, setup),
    ...asked.filter((line) => !line.startsWith('trip')).map((line) => answerLine(line, played, setup)),
    ...trips,
  ];
  return inAnyOrder(answers, then).map((line, i) => (isLeftOpen(line, then[i]) ? then[i]! : line));
}

const ANY_ORDER = '~ ';

/** Lines asked for with `~` may come in any order among their neighbours with one. */
function inAnyOrder(answers: readonly string[], then: readonly string[]): string[] {
  const sorted = [...answers];
  for (let from = 0; from < then.length; from++) {
    let to = from;
    while (then[to]?.startsWith(ANY_ORDER)) to += 1;
    const place = (line: string): number => then.indexOf(line, from);
    const block = sorted.slice(from, to).map((line) => ANY_ORDER + line);
    sorted.splice(from, block.length, ...block.sort((a, b) => place(a) - place(b)));
    from = to;
  }
  return sorted;
}

/** `o1 is refused, max_open_orders...`: the rest of the line is not asked for. */
function isLeftOpen(line: string, expected: string | undefined): boolean {
  return expected?.endsWith('...') === true && line.startsWith(expected.slice(0, -3));
}

function openLines(then: readonly string[], { summary }: Played, { instruments }: SessionSetup): string[] {
  return summary.openOrders.map(({ clientId, status, symbol, quantity, filled }) => {
    const line = `end ${clientId} ${status}`;
    const leaves = quantity < 0 ? null : text(quantity - filled, instruments[symbol]!.baseDecimals);
    return then.some((one) => one.startsWith(`${line}, leaves`)) ? `${line}, leaves ${leaves}` : line;
  });
}

function eventLines(played: Played, setup: SessionSetup): string[] {
  const { orderRows } = played;
  return orderRows.flatMap((row, i) => {
    const line = eventLine(row, nextOf(orderRows, i), played, setup);
    return line === null ? [] : [`${seconds(row.time)} ${row.clientId ?? '(nobody)'} ${line}`];
  });
}

function eventLine(row: OrderRow, next: OrderRow | undefined, played: Played, setup: SessionSetup): string | null {
  const { baseDecimals, priceDecimals } = setup.instruments[row.symbol]!;
  const price = (units: number) => text(units, priceDecimals);
  switch (row.event) {
    case 'submitted':
      return null;
    case 'filled': {
      const fill = played.fillRows.find(({ seq }) => seq === row.seq - 1)!;
      const leaves = row.quantity - row.filled;
      const rest = row.status === 'partially_filled' ? `, leaves ${text(leaves, baseDecimals)}` : '';
      return `${fill.side}s ${text(fill.quantity, baseDecimals)} at ${price(fill.price)}, ${fill.liquidity}${rest}`;
    }
    case 'accepted':
      if (goesOnAtOnce(row, next, played)) return null;
      return row.type === 'trailing_stop' && row.stopPrice !== NONE ? `rests at ${price(row.stopPrice)}` : 'rests';
    case 'triggered':
      return `triggers at ${price(row.triggerPrice)}`;
    case 'trailed':
      return `trails to ${price(row.stopPrice)}`;
    default:
      return `is ${row.event}${row.reason === null ? '' : `, ${row.reason}`}`;
  }
}

/** What is heard of the order next. */
function nextOf(rows: readonly OrderRow[], i: number): OrderRow | undefined {
  return rows.slice(i + 1).find(({ orderId }) => orderId === rows[i]!.orderId);
}

/** An order that takes, triggers or ends in the instant of its arrival does not rest first. */
function goesOnAtOnce(row: OrderRow, next: OrderRow | undefined, { fillRows }: Played): boolean {
  if (next === undefined || next.time !== row.time) return false;
  if (next.event !== 'filled') return next.event === 'triggered' || next.event === 'canceled';
  return fillRows.find(({ seq }) => seq === next.seq - 1)!.liquidity === 'taker';
}

function refusalText({ count, by, rule }: Played['summary']['refusals'][number]): string {
  return `${count} ${by}, ${rule}`;
}

function tripLines({ tripRows }: Played, { assets }: SessionSetup, then: readonly string[]): string[] {
  const isAsked = then.some((line) => line.startsWith('trip') && line.includes(' mae '));
  return tripRows.map((trip) => {
    const { name, decimals } = assets[trip.asset]!;
    const times = `from ${seconds(trip.entryTime)} to ${seconds(trip.exitTime)}`;
    const excursions = isAsked ? ` mae ${text(trip.mae)} mfe ${text(trip.mfe)}` : '';
    const ambiguous = trip.ambiguous ? ', ambiguous' : '';
    return `trip ${trip.side} ${text(trip.quantity, decimals)} ${name} ${times} pnl ${text(trip.pnl)}${excursions}${ambiguous}`;
  });
}

function answerLine(line: string, { equityRows, summary }: Played, { assets }: SessionSetup): string {
  const [what, name] = line.split(' ');
  if (what === 'refusals:') return `refusals: ${summary.refusals.map(refusalText).join('; ')}`;
  if (what === 'balance' || what === 'position') {
    const asset = assets.findIndex((one) => one.name === name);
    const { decimals } = assets[asset]!;
    if (what === 'position') {
      const found = summary.positions.find((one) => one.asset === asset);
      return `position ${name} ${found === undefined ? 'none' : `${text(found.quantity, decimals)}${found.isDust ? ', dust' : ''}`}`;
    }
    const held = summary.held[asset]!;
    const total = text(summary.totals[asset]!, decimals);
    return `balance ${name} ${total}${held === 0 ? '' : ` held ${text(held, decimals)}`}`;
  }
  if (name === 'at') return `equity at ${equityRows.map(({ time }) => seconds(time)).join(' ')}`;
  const row = equityRows.find(({ time }) => seconds(time) === name);
  return `equity ${name} ${row === undefined ? 'none' : text(row.equity)}`;
}
