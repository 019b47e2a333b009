/** The warnings of the runs that are compared, as few lines: what several settings share is said once. */
import type { SettingDocument } from './document.ts';

/** Of so many settings the names are written out. */
const NAMED = 6;

/** `0.05, 0.1: sentence`. Sentences that differ in their figures alone are one, with the figures of the first setting. */
export function warningLines(settings: readonly SettingDocument[]): string[] {
  const groups = new Map<string, { readonly text: string; readonly same: string[]; readonly other: string[] }>();
  for (const setting of settings) {
    for (const text of setting.warnings) {
      const form = text.replace(/-?[0-9][0-9,.]*[0-9]|[0-9]/g, '0');
      const group = groups.get(form) ?? { text, same: [], other: [] };
      groups.set(form, group);
      (text === group.text ? group.same : group.other).push(shortLabel(setting));
    }
  }
  return [...groups.values()].map(({ text, same, other }) => {
    const likewise = other.length === 0 ? '' : ` (${named(other)} likewise, with other figures)`;
    return same.length === settings.length ? `all: ${text}` : `${named(same)}: ${text}${likewise}`;
  });
}

/** The varied values, or the whole label where nothing varies but the file. */
function shortLabel({ label, vary }: SettingDocument): string {
  const paths = Object.keys(vary);
  return paths.length === 1 && label.startsWith(`${paths[0]}=`) ? label.slice(paths[0]!.length + 1) : label;
}

function named(labels: readonly string[]): string {
  if (labels.length <= NAMED) return labels.join(', ');
  return `${labels.slice(0, NAMED).join(', ')} and ${labels.length - NAMED} more`;
}
