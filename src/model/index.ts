/** The nouns of the domain and their exact whole units: instruments, orders, amounts, rates, times, portable math, ports. */
export * from './arithmetic.ts';
export * from './decimal.ts';
export * from './errors.ts';
export * from './instrument.ts';
export * from './math.ts';
export * from './order.ts';
export * from './ports.ts';
export * from './rate.ts';
export * from './record.ts';
export * from './time.ts';
export * from './wide.ts';
