/** Kraken's AssetPairs: the reply of 2021 (decimals only) and that of today (tick_size, costmin). */
import { z } from 'zod';
import type { MetadataFormat } from './formats.ts';
import { amount, incrementOf, problemOf, rulesOf } from './rules.ts';

const decimals = z.coerce.number().int().min(0).max(18);
const fees = z.array(z.tuple([amount, amount])).default([]);

const pairSchema = z.looseObject({
  wsname: z.string().optional(),
  pair_decimals: decimals,
  lot_decimals: decimals,
  tick_size: amount.optional(),
  ordermin: amount.optional(),
  costmin: amount.optional(),
  fees,
  fees_maker: fees,
});

/** Names under which Kraken keeps assets that everybody else calls otherwise. */
const NAMES: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

const replySchema = z.looseObject({ result: z.record(z.string(), z.looseObject({ pair_decimals: z.unknown() })) });

export const KRAKEN: MetadataFormat = {
  name: 'kraken',
  pairs(json) {
    const reply = replySchema.safeParse(json);
    return reply.success ? Object.entries(reply.data.result) : null;
  },
  convert(name, entry) {
    const parsed = pairSchema.safeParse(entry);
    if (!parsed.success) return { name, reason: problemOf(parsed.error) };
    const pair = parsed.data;
    if (pair.wsname === undefined) return { name, reason: 'a dark pool: it has no public name' };
    const rules = rulesOf({
      tick: pair.tick_size ?? incrementOf(pair.pair_decimals),
      lot: incrementOf(pair.lot_decimals),
      minSize: pair.ordermin,
      minNotional: pair.costmin,
      // The first step of the table: what an account without turnover pays.
      makerPct: pair.fees_maker[0]?.[1],
      takerPct: pair.fees[0]?.[1],
    });
    const symbol = pair.wsname
      .split('/')
      .map((asset) => NAMES[asset] ?? asset)
      .join('/');
    return typeof rules === 'string' ? { name, reason: rules } : { symbol, rules };
  },
};
