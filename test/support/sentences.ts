/** The rules of section 3 of the design, numbered: `test/candles/sentences.txt`. */
import { readFileSync } from 'node:fs';

export interface Sentence {
  readonly id: string;
  readonly words: string;
  /** Why no candle table can show it, and the test that shows it instead; null where a table can. */
  readonly noTable: string | null;
}

export const SENTENCE_ID = /\b3\.[a-z_]+\.\d+\b/g;

export const SENTENCES: ReadonlyMap<string, Sentence> = readSentences(
  readFileSync(new URL('../candles/sentences.txt', import.meta.url), 'utf8'),
);

function readSentences(text: string): Map<string, Sentence> {
  const sentences = new Map<string, Sentence>();
  let last: Sentence | undefined;
  for (const line of text.split('\n')) {
    const [, id, words] = /^(3\.[a-z_]+\.\d+) {2}(\S.*)$/.exec(line) ?? [];
    const [, reason] = /^ {2}no table: (\S.*)$/.exec(line) ?? [];
    if (id !== undefined && words !== undefined) {
      if (sentences.has(id)) throw new Error(`sentences.txt: ${id} stands twice`);
      last = { id, words, noTable: null };
      sentences.set(id, last);
    } else if (reason !== undefined && last !== undefined) sentences.set(last.id, { ...last, noTable: reason });
    else if (line !== '' && !line.startsWith('#')) throw new Error(`sentences.txt: what is "${line}"?`);
  }
  return sentences;
}

/** What the sentences named in `says` say, one behind the other. */
export function wordsOf(says: string): string {
  const ids = says.match(SENTENCE_ID) ?? [];
  if (ids.length === 0) throw new Error(`a scene says which sentences it shows, not "${says}"`);
  return ids
    .map((id) => {
      const sentence = SENTENCES.get(id);
      if (sentence === undefined) throw new Error(`there is no sentence ${id}`);
      return sentence.words;
    })
    .join(' | ');
}
