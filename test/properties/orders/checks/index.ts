/** Every property of orders. A new one is a check and its place in a list. */
import type { Check } from '../check.ts';
import { ACCOUNT_CHECKS } from './account.ts';
import { PASSED_CHECKS } from './passed.ts';
import { PRICE_CHECKS } from './prices.ts';
import { TERM_CHECKS } from './terms.ts';
import { TIME_CHECKS } from './times.ts';

export const CHECKS: readonly Check[] = [
  ...PRICE_CHECKS,
  ...TIME_CHECKS,
  ...TERM_CHECKS,
  ...PASSED_CHECKS,
  ...ACCOUNT_CHECKS,
];
