/** An import onto a disk that fills up: on a small disk of its own, in a namespace where a process may make one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND } from '../e2e/papertape.ts';
import { everythingRequired } from '../support/shared-folder.ts';
import { NEW_YEAR, put, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const disk = join(folder, 'disk');

/** A shell that has a megabyte of disk mounted at `disk`, and everything else as it is. */
function onSmallDisk(script: string) {
  mkdirSync(disk, { recursive: true });
  const mounted = `mount -t tmpfs -o size=1m tmpfs "$DISK" && ${script}`;
  return spawnSync('unshare', [process.getuid?.() === 0 ? '-m' : '-Urm', 'sh', '-c', mounted], {
    encoding: 'utf8',
    env: { ...process.env, DISK: disk, FOLDER: folder, NODE: process.execPath, COMMAND },
  });
}

const canMount = onSmallDisk('true').status === 0;
if (!canMount && !everythingRequired) {
  process.stderr.write('no disk can be mounted here: the tests on a full disk are skipped\n');
}

/** Candles whose values repeat no pattern, so that no packing makes them small. */
function candles(count: number): string {
  const drawn = (i: number, below: number): number => (Math.imul(i, 2_654_435_761) >>> 0) % below;
  const price = (i: number): string => (100 + drawn(i, 9973) / 100).toFixed(2);
  return Array.from({ length: count }, (_, i) => {
    return `${NEW_YEAR / 1000 + i * 60_000},${price(i)},200,100,${price(i + 1)},${drawn(i, 99_991)}`;
  }).join('\n');
}

describe.runIf(canMount || everythingRequired)('a disk that fills up', () => {
  const IMPORT = '"$NODE" "$COMMAND" data import --catalog "$DISK/catalog" --venue test --symbol BTC/USDT';
  const STATE = 'cd "$DISK" && find . -type f -exec sha256sum {} + | sort && find . | sort';

  it('is told of in one line, and the catalog stays as it was', () => {
    put(join(folder, 'few.csv'), candles(1000));
    put(join(folder, 'many.csv'), candles(300_000));
    const { stdout, stderr } = onSmallDisk(
      `${IMPORT} "$FOLDER/few.csv" > /dev/null; (${STATE}) > "$FOLDER/before";
       ${IMPORT} "$FOLDER/many.csv"; echo "exit $?"; (${STATE}) > "$FOLDER/after";
       wc -l < "$FOLDER/before"; cmp "$FOLDER/before" "$FOLDER/after" && echo same`,
    );
    expect(stderr).toMatch(/^papertape: cannot write [^\n]+: the disk is full; make room and run it again\n$/);
    expect(stdout).toMatch(/^exit 2\n[1-9][0-9]+\nsame\n$/);
  });

  it('leaves nothing of a first import', () => {
    put(join(folder, 'many.csv'), candles(300_000));
    const { stdout } = onSmallDisk(`${IMPORT} "$FOLDER/many.csv"; echo "exit $?"; ls -A "$DISK"`);
    expect(stdout).toBe('exit 2\n');
  });
});
