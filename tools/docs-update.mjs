// Writes anew what the documentation takes from the code: `npm run docs:update` after a build. Tests compare.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STATISTICS } from '../dist/statistics/table.js';
import { updateCliPage } from './cli-docs.mjs';
import { updatePicture } from './terminal-picture.mjs';

export const STATISTICS_PAGE = fileURLToPath(new URL('../docs/statistics.md', import.meta.url));
const TABLE = /(<!-- statistics:.*? -->\n).*?(<!-- \/statistics -->)/s;

const cell = (text) => text.replaceAll('|', '\\|');

/** The page with its table as the code has it. */
export function statisticsPage() {
  const rows = STATISTICS.map(({ name, unit, formula }) => `| \`${name}\` | ${unit} | ${cell(formula)} |`);
  const table = ['| name | unit | formula |', '|---|---|---|', ...rows, ''].join('\n');
  return readFileSync(STATISTICS_PAGE, 'utf8').replace(TABLE, (_, head, foot) => `${head}\n${table}\n${foot}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(STATISTICS_PAGE, statisticsPage());
  await updateCliPage();
  await updatePicture();
}
