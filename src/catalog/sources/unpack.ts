/** Gzip and zip unpacked into a file of our own, within limits: an archive that grows beyond all measure is refused. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { InputError } from '../../model/errors.ts';
import { cannotWrite, codeOf } from '../files.ts';

/** Market data packs to a tenth or a thirtieth of its length; what packs to less than a 200th is no such data. */
export const LARGEST_RATIO = 200;
/** Below so many bytes an archive may grow as it likes. */
export const HARMLESS_BYTES = 64_000_000;

export type Packing = 'gzip' | 'zip';

/** How a file is packed by its first bytes; null where it is not. */
export function packingOf(head: Uint8Array): Packing | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) ? 'zip' : null;
}

/** The first bytes of a file. InputError where it cannot be read, is a folder, or is empty. */
export async function headOf(file: string, length = 64): Promise<Buffer> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new InputError(`there is no file ${file}`);
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  if (found.isDirectory()) throw new InputError(`${file} is a folder: name the file to import`);
  if (found.size === 0) throw new InputError(`${file} is empty: it holds no row`);
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, (await handle.read(head, 0, length, 0)).bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks `file` into `target`, which its owner removes.
 *
 * @throws InputError where the archive is damaged, holds not exactly one file, or is a zip bomb: more than 64 MB, and
 * more than 200 times its own length
 */
export async function unpack(file: string, packing: Packing, target: string, signal?: AbortSignal): Promise<void> {
  const { size } = await stat(file);
  const largest = Math.max(HARMLESS_BYTES, LARGEST_RATIO * size);
  let length = 0;
  const limit = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      length += bytes.length;
      if (length > largest) done(tooLarge(file, largest));
      else done(null, bytes);
    },
  });
  try {
    const unpacked = packing === 'gzip' ? gunzipped(file) : await onlyMember(file);
    await pipeline(unpacked, limit, createWriteStream(target, { flags: 'wx' }), signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    if (error instanceof InputError) throw error;
    const refusal = cannotWrite(target, error);
    if (refusal instanceof InputError) throw refusal;
    const said = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file} cannot be unpacked: ${said}; copy it again, or unpack it yourself`);
  }
}

function tooLarge(file: string, largest: number): InputError {
  const limit = `${Math.round(largest / 1e6)} MB, ${LARGEST_RATIO} times its own length`;
  return new InputError(
    `${file} unpacks to more than ${limit}, as a zip bomb does: unpack it yourself if you trust it, and import that`,
  );
}

function gunzipped(file: string): Readable {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => source.destroy());
  return source.pipe(gunzip);
}

/** The one file in a zip archive as a stream. */
async function onlyMember(file: string): Promise<Readable> {
  const { openPromise } = await import('yauzl');
  const zip: ZipFile = await openPromise(file, { autoClose: false });
  try {
    const members: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/') && !entry.fileName.startsWith('__MACOSX/')) members.push(entry);
      if (members.length > 1) break;
    }
    const [member] = members;
    if (member === undefined) throw new InputError(`${file} is a zip archive with no file in it`);
    if (members.length > 1) {
      const names = members.map((entry) => entry.fileName).join(', ');
      throw new InputError(`${file} is a zip archive of several files (${names}, ...): unpack it and import each`);
    }
    if (member.isEncrypted())
      throw new InputError(`${file} is an encrypted zip archive: unpack it and import what is in it`);
    const stream = await zip.openReadStreamPromise(member);
    stream.on('close', () => zip.close());
    return stream;
  } catch (error) {
    zip.close();
    throw error;
  }
}
