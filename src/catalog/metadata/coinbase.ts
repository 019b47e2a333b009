/** Coinbase's products: those of Exchange (`/products`) and those of Advanced Trade (a list, or one product). */
import { z } from 'zod';
import type { MetadataFormat } from './formats.ts';
import { amount, problemOf, rulesOf } from './rules.ts';

const productSchema = z.looseObject({
  base_increment: amount,
  quote_increment: amount,
  price_increment: amount.optional(),
  base_min_size: amount.optional(),
  base_max_size: amount.optional(),
  min_market_funds: amount.optional(),
  quote_min_size: amount.optional(),
  quote_max_size: amount.optional(),
  product_type: z.string().optional(),
});

const exchangeProduct = z.looseObject({ id: z.string(), base_currency: z.string(), quote_currency: z.string() });
const advancedProduct = z.looseObject({
  product_id: z.string(),
  base_currency_id: z.string(),
  quote_currency_id: z.string(),
});
const shapes = z.union([
  z.array(exchangeProduct).min(1),
  z.looseObject({ products: z.array(advancedProduct) }).transform(({ products }) => products),
  advancedProduct.transform((product) => [product]),
]);

type Product = z.output<typeof shapes>[number];

const nameOf = (product: Product): string => String('product_id' in product ? product.product_id : product.id);

function symbolOf(product: Product): string {
  const [base, quote] =
    'product_id' in product
      ? [product.base_currency_id, product.quote_currency_id]
      : [product.base_currency, product.quote_currency];
  return `${base}/${quote}`;
}

export const COINBASE: MetadataFormat = {
  name: 'coinbase',
  pairs(json) {
    const products = shapes.safeParse(json);
    return products.success ? products.data.map((product) => [nameOf(product), product]) : null;
  },
  convert(name, entry) {
    const product = z.union([exchangeProduct, advancedProduct]).safeParse(entry);
    const parsed = productSchema.safeParse(entry);
    if (!product.success) return { name, reason: 'its currencies are not stated' };
    if (!parsed.success) return { name, reason: problemOf(parsed.error) };
    const { data } = parsed;
    if (data.product_type !== undefined && data.product_type !== 'SPOT') {
      return { name, reason: `not spot (${data.product_type})` };
    }
    const rules = rulesOf({
      tick: data.price_increment ?? data.quote_increment,
      lot: data.base_increment,
      minSize: data.base_min_size,
      maxSize: data.base_max_size,
      minNotional: data.quote_min_size ?? data.min_market_funds,
      maxNotional: data.quote_max_size,
    });
    return typeof rules === 'string' ? { name, reason: rules } : { symbol: symbolOf(product.data), rules };
  },
};
