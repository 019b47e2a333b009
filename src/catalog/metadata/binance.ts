/** Binance's exchangeInfo: spot, and the perpetual contracts of USD-M. */
import { z } from 'zod';
import type { MetadataFormat } from './formats.ts';
import { amount, problemOf, rulesOf } from './rules.ts';

const filterSchema = z.looseObject({
  filterType: z.string(),
  tickSize: amount.optional(),
  stepSize: amount.optional(),
  minQty: amount.optional(),
  maxQty: amount.optional(),
  minNotional: amount.optional(),
  notional: amount.optional(),
  maxNotional: amount.optional(),
});

const symbolSchema = z.looseObject({
  baseAsset: z.string(),
  quoteAsset: z.string(),
  contractType: z.string().optional(),
  filters: z.array(filterSchema),
});

const replySchema = z.looseObject({
  symbols: z.array(z.looseObject({ symbol: z.string(), filters: z.array(z.unknown()) })),
});

export const BINANCE: MetadataFormat = {
  name: 'binance',
  pairs(json) {
    const reply = replySchema.safeParse(json);
    return reply.success ? reply.data.symbols.map((entry) => [entry.symbol, entry]) : null;
  },
  convert(name, entry) {
    const parsed = symbolSchema.safeParse(entry);
    if (!parsed.success) return { name, reason: problemOf(parsed.error) };
    const { baseAsset, quoteAsset, contractType, filters } = parsed.data;
    if (contractType !== undefined && contractType !== 'PERPETUAL') {
      return { name, reason: contractType === '' ? 'a contract not yet traded' : 'a contract that expires' };
    }
    const filter = (...types: string[]) => filters.find(({ filterType }) => types.includes(filterType));
    const notional = filter('NOTIONAL', 'MIN_NOTIONAL');
    const size = filter('LOT_SIZE');
    const rules = rulesOf({
      tick: filter('PRICE_FILTER')?.tickSize,
      lot: size?.stepSize,
      minSize: size?.minQty,
      maxSize: size?.maxQty,
      minNotional: notional?.minNotional ?? notional?.notional,
      maxNotional: notional?.maxNotional,
    });
    return typeof rules === 'string' ? { name, reason: rules } : { symbol: `${baseAsset}/${quoteAsset}`, rules };
  },
};
