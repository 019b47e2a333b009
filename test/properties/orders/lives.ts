/** The record of a run, order by order: what each was asked to be, its rows and its fills. */
import { SECOND } from '../../support/market.ts';
import type { FillRow, OrderRow } from '../../support/play.ts';
import type { Asked } from './listen.ts';
import type { Trial } from './trial.ts';

export interface Life {
  readonly id: number;
  readonly symbol: number;
  /** What the strategy asked for; of a bracket's child, what it asked of its entry. */
  readonly asked: Asked;
  /** The order whose fills it waits for. */
  readonly parent: number | null;
  /** It was asked for with its entry. */
  readonly isBracketed: boolean;
  /** Those of one group end one another. */
  readonly group: string | null;
  /** What happened to it, late cancels and refused amends left out. */
  readonly rows: readonly OrderRow[];
  readonly fills: readonly FillRow[];
  readonly arrivesAt: number;
}

const ENDS = ['filled', 'canceled', 'expired', 'rejected', 'refused'];

export const hasEnded = ({ status }: OrderRow): boolean => ENDS.includes(status);

/** The row with which it ended. */
export const endOf = ({ rows }: Life): OrderRow | undefined => rows.find(hasEnded);

/** The last row before `seq`. */
export const rowBefore = ({ rows }: Life, seq: number): OrderRow | undefined => rows.findLast((row) => row.seq < seq);

/** Its last row of an earlier time. */
export const rowSince = ({ rows }: Life, time: number): OrderRow | undefined => rows.findLast((row) => row.time < time);

/** Said of an order whose cancel or amend came to nothing. */
const isAside = ({ event, reason }: OrderRow): boolean =>
  (event === 'rejected' || event === 'refused') && /^(cancel|amend): /.test(reason ?? '');

export function livesOf({ asking, orderRows, fillRows, setup }: Trial): ReadonlyMap<number, Life> {
  const rows = groupBy(
    orderRows.filter((row) => !isAside(row)),
    ({ orderId }) => orderId,
  );
  const fills = groupBy(fillRows, ({ orderId }) => orderId);
  const lives = new Map<number, Life>();
  const add = (id: number, asked: Asked, parent: number | null, group: string | null, isBracketed: boolean): void => {
    const own = rows.get(id);
    if (own === undefined) return;
    const arrivesAt = asked.at + setup.exchange.fillDelay;
    const { symbol } = own[0]!;
    lives.set(id, { id, symbol, asked, parent, group, isBracketed, rows: own, fills: fills.get(id) ?? [], arrivesAt });
  };
  for (const asked of asking.orders.values()) {
    const { id, request } = asked;
    const { parent, oco, stopLoss, takeProfit } = request;
    add(id, asked, typeof parent === 'number' ? parent : null, oco ?? null, false);
    // Children are numbered behind their entry, the stop-loss first.
    const children = [stopLoss, takeProfit].filter((one) => one !== undefined).length;
    const pair = children === 2 ? `children of ${id}` : null;
    for (let i = 1; i <= children; i++) add(id + i, asked, id, pair, true);
  }
  return lives;
}

export function groupBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** Units held less the initial ones, moved by the fills before `seq`. */
export function positionBefore({ fillRows, setup }: Trial, asset: number, seq: number): number {
  let position = 0;
  for (const fill of fillRows) {
    if (fill.seq >= seq) break;
    position += movedBy(fill, asset, setup.instruments[fill.symbol]!);
  }
  return position;
}

/** What a fill changes of an asset. */
export function movedBy(
  { side, quantity, cost, fee }: FillRow,
  asset: number,
  { base, quote }: { readonly base: number; readonly quote: number },
): number {
  const sign = side === 'buy' ? 1 : -1;
  return (asset === base ? sign * quantity : 0) - (asset === quote ? sign * cost + fee : 0);
}

/** When its expiry has it end; null where it lives until it is canceled. */
export function expiryOf({ asked, isBracketed, rows, arrivesAt }: Life, { asking, setup }: Trial): number | null {
  // Children of an entry live until they are canceled, whatever the entry does.
  if (isBracketed) return null;
  const { timeInForce, expireAt } = asked.request;
  if (timeInForce === 'DAY') return (Math.floor(arrivesAt / (86_400 * SECOND)) + 1) * 86_400 * SECOND;
  if (timeInForce !== 'GTD') return null;
  let expiry = Math.round(Number(expireAt) * 1000);
  for (const { id, at, request } of asking.amends) {
    if (id !== asked.id || request.expireAt === undefined) continue;
    const arrival = at + setup.exchange.cancelDelay;
    // One that is over when it arrives is rejected, though another amend of that time is not.
    if (Math.round(Number(request.expireAt) * 1000) <= arrival) continue;
    // What was not amended then was refused, or had ended.
    if (rows.some(({ event, time, reason }) => event === 'amended' && time === arrival && reason === null)) {
      expiry = Math.round(Number(request.expireAt) * 1000);
    }
  }
  return expiry;
}
