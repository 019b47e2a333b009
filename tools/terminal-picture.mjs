// Draws docs/terminal.svg: the quickstart's summary as a terminal shows it, text as text. `npm run docs:update`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { replay } from '../dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
export const PICTURE = `${root}docs/terminal.svg`;
const COMMAND = 'papertape replay quickstart';
const COLUMNS = 96;

const [CHARACTER, LINE, MARGIN, BAR] = [8.4, 20, 20, 34];
// Dark letters on a light ground of its own: readable on a page of either colour.
const INK = '#1f2328';
const STYLES = {
  1: 'font-weight="700"',
  2: 'fill="#59636e"',
  31: 'fill="#b42318"',
  32: 'fill="#116329"',
  33: 'fill="#7d4e00"',
};

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A line of the terminal as an SVG text: each stretch of one colour is a span. */
function lineOf(text, row) {
  const y = BAR + MARGIN + row * LINE;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own codes
  const spans = text.split(/(\u001b\[\d+m.*?\u001b\[0m)/).map((part) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own codes
    const [, code, words] = /^\u001b\[(\d+)m(.*?)\u001b\[0m$/.exec(part) ?? [];
    return code === undefined ? escaped(part) : `<tspan ${STYLES[code]}>${escaped(words)}</tspan>`;
  });
  return `  <text x="${MARGIN}" y="${y}" xml:space="preserve">${spans.join('')}</text>`;
}

export function pictureOf(lines) {
  const width = Math.round(COLUMNS * CHARACTER + 2 * MARGIN);
  const height = BAR + 1.5 * MARGIN + lines.length * LINE;
  const lights = ['#d1242f', '#bf8700', '#1a7f37'].map((color, i) => {
    return `  <circle cx="${MARGIN + i * 18}" cy="17" r="5.5" fill="${color}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The summary of the quickstart in a terminal">`,
    `  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="#ffffff" stroke="#d1d9e0"/>`,
    `  <path d="M1 ${BAR} h${width - 2}" stroke="#d1d9e0"/>`,
    ...lights,
    `  <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${INK}">`,
    ...lines.map((line, row) => (line === '' ? '' : lineOf(line, row + 0.4))).filter((line) => line !== ''),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The lines of a real run, as a colour terminal of `COLUMNS` columns gets them. */
export async function terminalLines() {
  const hooks = { table: { width: COLUMNS, color: true }, monotonicNow: () => performance.now() };
  const { summary } = await replay(`${root}scenarios/quickstart.yaml`, { out: null }, hooks);
  return [`$ ${COMMAND}`, '', ...summary.split('\n'), '', 'Report: reports/quickstart'];
}

/** How long it took, and the rate, are the machine's own. */
export function withoutTiming(picture) {
  return picture.replace(/ in [\d.,]+ s \([\d.,]+(?: million)?\/s\)/, ' in ... s');
}

/** Written only where more than the timing is new. A machine that is busy with something else is given five chances. */
export async function updatePicture() {
  const runs = [];
  for (let i = 0; i < 5; i += 1) runs.push(pictureOf(await terminalLines()));
  const kept = existsSync(PICTURE) ? readFileSync(PICTURE, 'utf8') : '';
  if (withoutTiming(kept) === withoutTiming(runs[0])) return;
  const seconds = (picture) => Number(/ in ([\d.]+) s \(/.exec(picture)?.[1]);
  writeFileSync(PICTURE, runs.sort((a, b) => seconds(a) - seconds(b))[0]);
}
