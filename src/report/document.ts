/** The types of `report.json`. */
import type { z } from 'zod';
import type { reportSchema } from './schema.ts';

/** Goes up when a field changes its meaning or goes away. */
export const REPORT_SCHEMA = 'papertape/report/1';

export type ReportDocument = z.infer<typeof reportSchema>;
export type MetricValue = ReportDocument['metrics'][string];
export type MetricUnit = ReportDocument['conventions']['metrics'][string]['unit'];
