/** Every temporary folder of a run, its processes' too, lies in one that goes when the run ends, however its tests end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function temporary(): () => void {
  const outside = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'papertape-tests-'));
  process.env.TMPDIR = folder;
  return () => {
    if (outside === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outside;
    rmSync(folder, { recursive: true, force: true });
  };
}
