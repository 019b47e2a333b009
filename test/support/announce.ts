/** Runs once before all tests: says in one line what this machine lacks and what is skipped for it. */
import { existsSync } from 'node:fs';
import { everythingRequired, sharedDataFolder } from './shared-folder.ts';

export default function announce(): void {
  if (existsSync(sharedDataFolder)) return;
  const outcome = everythingRequired ? 'fail (PAPERTAPE_REQUIRE=all)' : 'are skipped';
  process.stderr.write(`../shared/data is absent: the tests on real market data ${outcome}\n`);
}
