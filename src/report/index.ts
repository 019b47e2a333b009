/** Numbers and record to what a person or a tool reads: report.json, Markdown, the terminal's table, Parquet and Arrow. */
export { AmbiguityTally } from './ambiguity.ts';
export { BOUND_PATHS, boundsOf } from './bounds.ts';
export { buildReport, calendarOf, statisticsInput } from './build.ts';
export { type MetricValue, REPORT_SCHEMA, type ReportDocument } from './document.ts';
export { ReportFolder } from './folder.ts';
export { isMadeUp, pricesText } from './headline.ts';
export type { ReportInput, RunIdentity } from './input.ts';
export { readReport, reportThere } from './read.ts';
export { renderMarkdown } from './renderMarkdown.ts';
export { renderTable, type TableOptions } from './renderTable.ts';
export { ReportTables } from './tables/reportTables.ts';
export type { RunShape } from './tables/shape.ts';
