/** A whole number, or a git hash: its first seven digits. Null where it is neither. */
export function seedOf(text: string): number | null {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return /^[0-9a-f]{7,40}$/i.test(text) ? Number.parseInt(text.slice(0, 7), 16) : null;
}

export const repeatOf = (seed: number, mode: string): string =>
  `npm run soak -- --seeds 1 --seed ${seed}${mode === 'orders' ? '' : ` --${mode}`}`;
