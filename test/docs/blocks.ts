/** The documentation as blocks: what stands between fences, with what is said of it behind the language. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The pages a reader meets, from the project's root. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export function pageText(page: string): string {
  return readFileSync(`${ROOT}${page}`, 'utf8');
}

export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  /** The word behind the language: a file's name, or why and where it is run. */
  readonly note: string;
  readonly text: string;
}

/** `README.md:12`, as an editor opens it. */
export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}

export function blocksOf(page: string): Block[] {
  const text = pageText(page);
  return [...text.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((match) => {
    const [language = '', ...note] = match[1]!.split(' ');
    const line = text.slice(0, match.index).split('\n').length;
    return { page, line, language, note: note.join(' '), text: match[2]! };
  });
}

export const BLOCKS: readonly Block[] = PAGES.flatMap(blocksOf);

/** The rows of the first table below a heading, each its cells as they are written; without the head. */
export function tableBelow(page: string, heading: string, nth = 0): string[][] {
  const section = pageText(page).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const tables = section.split(/\n(?!\|)/).filter((part) => part.includes('\n|---') || part.startsWith('|'));
  const lines = (tables[nth] ?? '').split('\n').filter((line) => line.startsWith('|'));
  const cells = lines.slice(2).map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
  return cells.map((row) => row.map((cell) => cell.trim().replaceAll('\\|', '|')));
}

/** What stands in backticks within the lines of a text, in order. */
export function codeIn(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}
