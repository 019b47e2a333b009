/** Reading a report folder back. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../catalog/files.ts';
import { InputError } from '../model/errors.ts';
import { REPORT_SCHEMA, type ReportDocument } from './document.ts';

/** What the schemas of all versions begin with. */
const SCHEMA_FAMILY = REPORT_SCHEMA.slice(0, REPORT_SCHEMA.lastIndexOf('/') + 1);

/**
 * `report.json` of a folder. Its schema's name is looked at, its fields are those that this version writes.
 *
 * @throws InputError where there is no report, or none that this version reads
 */
export async function readReport(folder: string): Promise<ReportDocument> {
  const path = join(folder, 'report.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(
      `cannot read ${path}: ${reason(codeOf(error))}; name a folder that papertape replay has written`,
    );
  });
  const document = parsed(text, path);
  if (typeof document !== 'object' || document === null || !('schema' in document)) {
    throw new InputError(`${path} is no report of papertape: it has no "schema"; run papertape replay again`);
  }
  if (document.schema !== REPORT_SCHEMA) {
    const found = JSON.stringify(document.schema);
    throw new InputError(
      `${path} has the schema ${found}, this version reads "${REPORT_SCHEMA}"; run papertape replay again`,
    );
  }
  const missing = ['run', 'period', 'metrics', 'conventions'].find((key) => !(key in document));
  if (missing !== undefined) throw new InputError(`${path} lacks "${missing}"; run papertape replay again`);
  return document as ReportDocument;
}

/** The report that a folder holds, for who writes another in its place: `run 1a2b3c4d5e6f7890 of 2024-01-31T09:30:00Z`; null where there is none. */
export async function reportThere(folder: string): Promise<string | null> {
  const path = join(folder, 'report.json');
  const [text, written] = await Promise.all([
    readFile(path, 'utf8').catch(() => ''),
    stat(path).then(
      ({ mtime }) => mtime,
      () => null,
    ),
  ]);
  if (written === null) return null;
  const digest = /"run": "([0-9a-f]{16})[0-9a-f]*"/.exec(text)?.[1];
  return `${digest === undefined ? 'a run' : `run ${digest}`} of ${written.toISOString().replace(/\.\d+Z$/, 'Z')}`;
}

/** Whether a folder holds a report of ours, of this version or another. */
export async function isReport(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'report.json'), 'utf8').catch(() => '');
  try {
    const { schema } = JSON.parse(text) as { schema?: unknown };
    return typeof schema === 'string' && schema.startsWith(SCHEMA_FAMILY);
  } catch {
    return false;
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path} is not JSON (${message}); run papertape replay again`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'that is no folder',
  EISDIR: 'that is a folder',
  EACCES: 'no right to read it',
};

function reason(code: string): string {
  return REASONS[code] ?? `the system says ${code}`;
}
