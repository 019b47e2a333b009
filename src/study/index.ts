/** Many runs of which each is a setting: comparisons on the same days and the same luck, on every processor. */
export { runCompare } from './compare.ts';
export type { ComparisonDocument } from './document.ts';
export type { CompareOptions, StudyHooks } from './request.ts';
