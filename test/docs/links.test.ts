/** Links within the documentation lead somewhere; nothing in it names a machine. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, pageText, ROOT } from './blocks.ts';

/** A heading's name in a link, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8').replace(/^```.*?^```$/gms, '');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
}

describe.each(PAGES)('%s', (page) => {
  const text = pageText(page).replace(/^```.*?^```$/gms, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);

  it('links to what is there', () => {
    const lost = links.filter((link) => {
      if (link.startsWith('https://')) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(lost).toEqual([]);
  });

  it('names files of the project that are there', () => {
    const named = [...text.matchAll(/`((?:src|test|bench|tools|scenarios|examples)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names no machine and no emoji', () => {
    expect(text).not.toMatch(/\/(?:home|Users|work|root)\/|localhost|\p{Extended_Pictographic}/u);
  });
});
