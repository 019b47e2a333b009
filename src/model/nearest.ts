/** "Did you mean": the known word closest to the one that was written. */

/** Edits between two words: insert, delete, replace, swap two neighbours (optimal string alignment). Case is ignored. */
function distance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/**
 * The candidate fewest edits (Damerau-Levenshtein) from `word`, the first of equals; null where none is nearer than half
 * the longer word's letters: a wild guess helps nobody.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(word, candidate);
    if (edits < fewest && edits * 2 < Math.max(word.length, candidate.length, 3)) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** ` (did you mean X?)` for the end of a message, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === null ? '' : ` (did you mean ${near}?)`;
}
