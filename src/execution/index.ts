/** Turns what a strategy wants into an approved order, or into a refusal that says why. */
export * from './executor.ts';
export * from './port.ts';
