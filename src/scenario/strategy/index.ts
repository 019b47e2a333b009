/** The strategy scope: a user's file becomes a bundle, and a bundle runs where it can see nothing but its tape. */
export { bundleStrategy, openBundle, readBundle, type StrategyBundle } from './bundle.ts';
export { digestBytes, digestSources } from './digest.ts';
export { assertSynchronous, describeStrategyError } from './errors.ts';
export { evaluateStrategy } from './evaluate.ts';
export type { ProvidedModules, StrategyScope } from './scope.ts';
export { waitForBreakpoints } from './under-debugger.ts';
