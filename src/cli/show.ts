/** What `papertape show` prints. */

import { wrap } from '../report/format.ts';
import type { ReportDocument } from '../report/index.ts';
import { readReport, renderTable, type TableOptions } from '../report/index.ts';
import {
  countRows,
  jsonRow,
  type LateMessage,
  type QueriedTable,
  queryTable,
  type ShownTableName,
  StoredTables,
  type TableQuery,
  type TextRow,
} from '../report/stored/index.ts';
import { type CommandContext, printJson, shellWord } from './context.ts';
import { gridText } from './grid.ts';
import { leftOutText, tableText } from './table-text.ts';

const NARROWEST = 30;

export interface TableRequest {
  readonly folder: string;
  readonly table: ShownTableName;
  readonly where: string | undefined;
  readonly limit: number | undefined;
  readonly form: 'text' | 'csv' | 'json';
}

/** What is in the folder: the headline, and each table with its rows. */
export async function showFolder(folder: string, isJson: boolean, context: CommandContext): Promise<void> {
  const report = await readReport(folder);
  const stored = await StoredTables.open(folder);
  try {
    const tables: { name: string; rows: number; columns: string[] }[] = [];
    await stored.with(async (session) => {
      for (const [name, table] of stored.tables) {
        tables.push({ name, rows: await countRows(session, table), columns: table.columns.map((each) => each.name) });
      }
    }, context.signal);
    if (isJson) {
      const { run, period, metrics, warnings } = report;
      printJson(context, { folder, run, period, metrics, warnings, tables });
      return;
    }
    const width = Math.max(NARROWEST, context.columns);
    const heads = [{ head: 'table' }, { head: 'rows', isNumber: true }];
    const refused = report.refusals.reduce((sum, { count }) => sum + count, 0);
    const rows = [...tables, { name: 'refusals', rows: refused }].map((table) => [table.name, String(table.rows)]);
    context.out(`${await summaryText(report, folder, { width, color: context.hasColor })}\n\n`);
    context.out(`${gridText(heads, rows, Number.POSITIVE_INFINITY)}\n\n`);
    context.out(`papertape show ${shellWord(folder)} orders    # any of these tables; --help tells how to pick rows\n`);
  } finally {
    stored.close();
  }
}

/** A report of another version may lack what the summary tells of: its tables are shown all the same. */
async function summaryText(report: ReportDocument, folder: string, options: TableOptions): Promise<string> {
  const { reportSchema } = await import('../report/schema.ts');
  const checked = reportSchema.safeParse(report);
  if (checked.success) return renderTable(report, options);
  const where = checked.error.issues[0]?.path.join('.') ?? '';
  const lines = wrap(
    `No summary: ${folder} was made by papertape ${report.run.engine_version}, whose report.json is another one at ${where}.`,
    options.width,
  );
  return [report.run.name, ...lines].join('\n');
}

/** The rows of one table. */
export async function showTable(request: TableRequest, context: CommandContext): Promise<void> {
  const { folder, table, where, limit, form } = request;
  const report = await readReport(folder);
  const stored = await StoredTables.open(folder);
  try {
    const query: TableQuery = { table, where, limit, late: table === 'refusals' ? lateMessages(report) : [] };
    const print = { text: printText, csv: printCsv, json: printJsonRows }[form];
    await queryTable(stored, query, (found) => print(found, request, context, report), context.signal);
  } finally {
    stored.close();
  }
}

async function printText(
  { columns, count, rows }: QueriedTable,
  { folder, table, where }: TableRequest,
  context: CommandContext,
  report: ReportDocument,
): Promise<void> {
  const all: TextRow[] = [];
  for await (const chunk of rows) all.push(...chunk);
  const width = Math.max(NARROWEST, context.columns);
  const lines: string[] = [];
  if (all.length > 0) {
    const text = tableText(
      table,
      columns,
      all.map((row) => ({ row })),
      width,
    );
    lines.push(text.text, '', `${countText(all.length, count)}.`, ...leftOutText(text));
  } else lines.push(where === undefined ? `${folder} has no ${table}` : `no row of ${table} where ${where}`);
  if (table === 'refusals' && where === undefined) lines.push(...moreLate(report));
  context.out(`${lines.join('\n')}\n`);
}

function countText(shown: number, all: number): string {
  if (shown === all) return all === 1 ? '1 row' : `${all} rows`;
  return `${shown} of ${all} rows (--limit 0 shows all)`;
}

/** Messages that came after their order's end are rows of no table: the report has the first of them. */
const lateMessages = ({ refusals }: ReportDocument): LateMessage[] =>
  refusals.filter(isLate).flatMap(({ places }) => places.filter(({ detail }) => /^(?:cancel|amend) /.test(detail)));

const isLate = ({ rule }: ReportDocument['refusals'][number]): boolean => rule === 'order_has_ended';

function moreLate({ refusals }: ReportDocument): string[] {
  return refusals
    .filter((one) => isLate(one) && one.count > one.places.length)
    .map(
      ({ count, places }) =>
        `Of ${count} messages to orders that had ended, the report has the first ${places.length}.`,
    );
}

async function printCsv(
  { columns, rows }: QueriedTable,
  _request: TableRequest,
  context: CommandContext,
): Promise<void> {
  context.out(`${columns.map(({ name }) => name).join(',')}\n`);
  for await (const chunk of rows) {
    context.out(`${chunk.map((row) => row.map(csvField).join(',')).join('\n')}\n`);
    await context.drained?.();
  }
}

/** RFC 4180; what is absent is empty. */
function csvField(text: string | null): string {
  if (text === null) return '';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One document, a line a row: it may be longer than what fits into memory. */
async function printJsonRows(
  { columns, count, rows }: QueriedTable,
  { folder, table }: TableRequest,
  context: CommandContext,
): Promise<void> {
  const head = JSON.stringify({ folder, table, count, columns: columns.map(({ name }) => name) }).slice(0, -1);
  context.out(`${head},"rows":[`);
  let separator = '\n';
  for await (const chunk of rows) {
    context.out(separator + chunk.map((row) => JSON.stringify(jsonRow(row, columns))).join(',\n'));
    separator = ',\n';
    await context.drained?.();
  }
  context.out('\n]}\n');
}
