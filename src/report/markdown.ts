/** The pieces that Markdown is made of. */

/** Text in which nothing is taken for markup. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_<>|[\]]/g, '\\$&').replaceAll('\n', ' ');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A heading and its points; nothing where there are none. */
export function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return [`## ${title}`, '', ...lines.map((line) => `- ${escaped(line)}`)].join('\n');
}
