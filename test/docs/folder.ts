/** A folder in which a page's commands run as its reader would run them: `papertape` on the path, the sample as a catalog. */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { openDatabase, sqlReadPath, sqlText } from '../../src/catalog/duckdb.ts';
import { type Block, blocksOf, ROOT } from './blocks.ts';

const COMMAND = `${ROOT}dist/cli/main.js`;
const SAMPLE = `${ROOT}data/candles/venue=synthetic/symbol=BTC-USDT/interval=1m/candles.parquet`;

/** What pages call ninety days of candles: a month of the sample shows the same in a third of the time. */
export async function monthOfMinutes(file: string): Promise<void> {
  const database = await openDatabase();
  const rows = `SELECT * FROM ${sqlReadPath(SAMPLE)} WHERE "time" < '2024-02-01'`;
  await database.with((session) => session.run(`COPY (${rows}) TO ${sqlText(file)} (FORMAT parquet)`));
  database.close();
}

/** What pages mean by `mine.yaml` unless they write one. */
const MINE = `strategy: { use: sma-cross, interval: 1h }
market: { catalog: catalog, symbols: [BTC/USDT], to: 2024-01-15 }
`;

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

export class PageFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'papertape-docs-'));

  /**
   * With the files that the page itself writes out: blocks whose note is a file's name.
   *
   * @param minutes a file of candles
   */
  constructor(page: string, minutes: string) {
    const { path } = this;
    cpSync(`${ROOT}data`, join(path, 'catalog'), { recursive: true });
    copyFileSync(minutes, join(path, 'btc-usdt-1m.parquet'));
    writeFileSync(join(path, 'mine.yaml'), MINE);
    for (const block of blocksOf(page)) {
      if (/^[\w.-]+\.(?:ts|yaml)$/.test(block.note)) writeFileSync(join(path, block.note), block.text);
    }
    mkdirSync(join(path, 'bin'));
    writeFileSync(join(path, 'bin/papertape'), `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
    chmodSync(join(path, 'bin/papertape'), 0o755);
  }

  /** Runs the lines of a block by a shell that stops at the first that fails. */
  run({ text }: Block): Promise<Ran> {
    const { PATH, HOME } = process.env;
    const env = { PATH: `${join(this.path, 'bin')}${delimiter}${PATH}`, HOME: HOME ?? '/', NO_COLOR: '1' };
    const shell = spawn('sh', ['-e', '-c', text], { cwd: this.path, env });
    return new Promise((resolve, reject) => {
      let output = '';
      const take = (more: string): void => {
        output += more;
      };
      shell.stdout.setEncoding('utf8').on('data', take);
      shell.stderr.setEncoding('utf8').on('data', take);
      shell.on('error', reject);
      shell.on('close', (code) => resolve({ code, output }));
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
