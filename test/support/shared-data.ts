/** Real market data beside the project: tests that want it run where it lies, and are skipped where it does not. */
import { existsSync } from 'node:fs';
import { TestRunner } from 'vitest';
import { everythingRequired, sharedDataFolder } from './shared-folder.ts';

function pathOf(path: string): string {
  return `${sharedDataFolder}/${path}`;
}

/**
 * The path of a file or folder of the shared data, for use inside a test: where it is absent, the test ends as skipped.
 *
 * @param path from `../shared/data`, e.g. `candles/binance-spot-BTCUSDT-1m-202505-202508.parquet`
 * @throws where it is absent and PAPERTAPE_REQUIRE=all, or where no test is running (then use `hasData`)
 */
export function requireData(path: string): string {
  const file = pathOf(path);
  if (existsSync(file)) return file;
  if (everythingRequired) throw new Error(`../shared/data/${path} is absent, and PAPERTAPE_REQUIRE=all wants it`);
  const test = TestRunner.getCurrentTest();
  if (test === undefined)
    throw new Error('requireData belongs inside a test; around one, use describe.skipIf(!hasData(path))');
  return test.context.skip(`../shared/data/${path} is absent`);
}

/** For `describe.skipIf(!hasData(path))` and hooks. Throws where it is absent and PAPERTAPE_REQUIRE=all. */
export function hasData(path: string): boolean {
  const present = existsSync(pathOf(path));
  if (!present && everythingRequired) {
    throw new Error(`../shared/data/${path} is absent, and PAPERTAPE_REQUIRE=all wants it`);
  }
  return present;
}
