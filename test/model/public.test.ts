import { expect, test } from 'vitest';
import * as model from '../../src/model/public.ts';

test('papertape/model exports what the contract names, and nothing else', () => {
  expect(Object.keys(model).sort()).toStrictEqual(['formatDecimal', 'mulDiv', 'parseDecimal', 'roundTo']);
  // 0.3 BTC at 65,432.10 USDT, fee 0.26 %, in hundred-millionths, half-even.
  const quantity = model.parseDecimal('0.3', 8);
  const price = model.parseDecimal('65432.10', 2);
  const cost = model.mulDiv(quantity, price, 100, 'half_even');
  expect(model.formatDecimal(cost, 8)).toBe('19629.63000000');
  expect(model.formatDecimal(model.mulDiv(cost, 13, 5000, 'half_even'), 8, { trim: true })).toBe('51.037038');
  expect(model.roundTo(model.parseDecimal('0.123456789', 9), 100_000, 'down')).toBe(123_400_000);
});
