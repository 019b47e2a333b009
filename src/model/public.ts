/** What `papertape/model` exports: the arithmetic that import, rules and books use, for strategies and tools. */
export { mulDivBy as mulDiv, type Rounding, roundTo } from './arithmetic.ts';
export { formatDecimal, parseDecimal } from './decimal.ts';
