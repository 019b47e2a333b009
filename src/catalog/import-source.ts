/** A file to be imported, in whatever form, as a SQL relation. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { temporaryPath } from './files.ts';
import { csvSource } from './sources/csv.ts';
import { jsonSource } from './sources/json.ts';
import { parquetSource } from './sources/parquet.ts';
import type { ImportSource, SourceRequest } from './sources/source.ts';
import { headOf, packingOf, unpack } from './sources/unpack.ts';

export { type ImportSource, type SourceRequest, sourceProblem } from './sources/source.ts';

/** Where a packed file is unpacked, and what stops that. */
export interface Unpacking {
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Unpacks a gzip or zip file; any other stays where it is. The owner removes what is not `file` itself.
 *
 * @throws InputError where it cannot be read, or the archive is damaged, holds several files, or is a zip bomb
 */
export async function unpacked(file: string, { folder, signal }: Unpacking): Promise<string> {
  const packing = packingOf(await headOf(file));
  if (packing === null) return file;
  const target = temporaryPath(join(folder, 'unpacked'));
  try {
    await unpack(file, packing, target, signal);
    return target;
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

/** InputError where the file, unpacked, is of no form that can be read, or a column is not found. */
export async function openImportSource(request: SourceRequest): Promise<ImportSource> {
  const head = await headOf(request.path);
  const text = head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  if (text.startsWith('PAR1')) return parquetSource(request);
  // The streaming form of Arrow starts with a mark of its own.
  if (text.startsWith('ARROW1') || head.subarray(0, 4).equals(Buffer.from([255, 255, 255, 255]))) {
    return (await import('./sources/arrow.ts')).arrowSource(request);
  }
  if (text.startsWith('FEA1')) {
    throw new InputError(`${request.file} is a Feather file of version 1: save it as version 2, or as Parquet`);
  }
  if (packingOf(head) !== null) throw new InputError(`${request.file} is packed twice: unpack it once yourself`);
  if (/^\s*\[/.test(text)) return jsonSource(request, false);
  if (/^\s*\{/.test(text)) return jsonSource(request, true);
  if (head.includes(0)) {
    throw new InputError(
      `${request.file} is neither CSV, JSON, Parquet nor Arrow${text.startsWith('\u00ff\u00fe') ? ' but UTF-16: save it as UTF-8' : ': convert it to one of them'}`,
    );
  }
  return csvSource(request);
}
