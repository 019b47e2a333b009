/** `comparison.md`: the same for a pull request. */
import { escaped, list, table } from '../report/markdown.ts';
import type { ComparisonDocument } from './document.ts';
import { settingFile } from './names.ts';
import type { SettingOutcome } from './outcome.ts';
import { pictureOf } from './picture.ts';
import { warningLines } from './warnings.ts';
import { breakEvenText, columnsOf, markOf, missingText, pairingText, titleText } from './words.ts';

/** Characters of a line of code that a page shows without scrolling. */
const PICTURE_WIDTH = 90;

/** @param folder as a reader would name it */
export function renderMarkdown(
  comparison: ComparisonDocument,
  outcomes: readonly SettingOutcome[],
  folder: string,
): string {
  const { settings, method, chance, notes } = comparison;
  const [title, period] = titleText(comparison, outcomes[0]!.runs[0]!.report);
  const columns = columnsOf(comparison, outcomes);
  const picture = pictureOf(outcomes, PICTURE_WIDTH);
  const seeded = settings.some(({ seeds }) => seeds.length > 1) ? ' (that of the first seed)' : '';
  const isMany = new Set(settings.map(({ scenario }) => scenario)).size > 1;
  const basis = [...method.text, ...[pairingText(comparison), missingText(comparison)].filter((text) => text !== null)];
  return `${[
    `# ${escaped(comparison.name)}: comparison`,
    `${escaped(title)}  \n${escaped(period)}`,
    table(
      columns.map(({ name }) => name),
      settings.map((_, i) => columns.map(({ cells }) => cells[i]!)),
    ),
    ...(picture === null ? [] : [`${escaped(picture.title)}:\n\n\`\`\`text\n${picture.lines.join('\n')}\n\`\`\``]),
    list('What it says', [...comparison.break_even.map((one) => breakEvenText(one, isMany)), `Luck: ${chance.text}.`]),
    list('Mind', [...notes, ...warningLines(settings)]),
    list('What it stands on', basis),
    `## Settings\n\nEach runs on its own, to the digest that stands here${seeded}:\n\n` +
      table(
        ['', 'setting', 'run digest', 'papertape replay'],
        settings.map(({ label, digest }, i) => [markOf(i), label, digest.run, `${folder}/${settingFile(i)}`]),
      ),
  ]
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}
