/** What a replay of each setting would warn of, in as few lines. */
import { expect, it } from 'vitest';
import type { SettingDocument } from '../../src/study/document.ts';
import { warningLines } from '../../src/study/warnings.ts';

const setting = (value: string, ...warnings: string[]): SettingDocument =>
  ({ label: `exchange.slippage.pct=${value}`, vary: { 'exchange.slippage.pct': value }, warnings }) as never;

it('says once what settings share, and with other figures that it is so', () => {
  const made = 'The market is made up: its prices never were.';
  const refused = (count: string): string => `${count} orders were refused or rejected: balance ${count}.`;
  const lines = warningLines([
    setting('0', made, refused('615')),
    setting('0.05', made, refused('615')),
    setting('0.1', made, refused('1,602')),
    setting('0.2', made, 'Only here.'),
  ]);
  expect(lines).toEqual([
    `all: ${made}`,
    '0, 0.05: 615 orders were refused or rejected: balance 615. (0.1 likewise, with other figures)',
    '0.2: Only here.',
  ]);
});

it('writes out a few names and counts the others', () => {
  const others = Array.from({ length: 9 }, (_, i) => setting(`${i}`, 'Said.'));
  expect(warningLines([...others, setting('9')])).toEqual(['0, 1, 2, 3, 4, 5 and 3 more: Said.']);
  expect(warningLines([setting('0')])).toEqual([]);
});
