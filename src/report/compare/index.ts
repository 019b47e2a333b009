/** Two reports beside each other, and the first thing that differs. */
export { COMPARED, type Comparison, compareReports, compareRows } from './compare.ts';
export type { RowDifference } from './rows.ts';
export { differingSettings, type ValueDifference } from './settings.ts';
