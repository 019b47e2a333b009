// Writes anew what the documentation takes from the code: `npm run docs:update`. Tests compare.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STATISTICS } from '../dist/statistics/table.js';
import { updateCliPage } from './cli-docs.mjs';
import { updatePicture } from './terminal-picture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cell = (text) => text.replaceAll('|', '\\|');

/** A page with the table between its two marks as the code has it. */
function withTable(page, name, head, rows) {
  const marks = new RegExp(`(<!-- ${name}:.*? -->\n).*?(<!-- /${name} -->)`, 's');
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const table = lines.join('\n').replace(/\| --- .*/, (line) => line.replaceAll(' ', ''));
  return readFileSync(`${root}docs/${page}`, 'utf8').replace(
    marks,
    (_, open, close) => `${open}\n${table}\n\n${close}`,
  );
}

export function statisticsPage() {
  const rows = STATISTICS.map(({ name, unit, formula }) => [`\`${name}\``, unit, cell(formula)]);
  return withTable('statistics.md', 'statistics', ['name', 'unit', 'formula'], rows);
}

/** A scenario's first sentence is what it is for. */
function purposeOf(file) {
  const [first = ''] = /^(?:# .+\n)+/.exec(readFileSync(`${root}scenarios/${file}`, 'utf8')) ?? [];
  const text = first.replace(/^# /gm, '').trim().replaceAll('\n', ' ');
  return cell(text.replace(/^Teaches,? /, ''));
}

export function strategiesPage() {
  const files = readdirSync(`${root}scenarios`).filter((name) => name.endsWith('.yaml'));
  const rows = files.sort().map((file) => [`[${file.slice(0, -5)}](../scenarios/${file})`, purposeOf(file)]);
  return withTable('strategies.md', 'scenarios', ['scenario', 'teaches'], rows);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(`${root}docs/statistics.md`, statisticsPage());
  writeFileSync(`${root}docs/strategies.md`, strategiesPage());
  await updateCliPage();
  await updatePicture();
}
