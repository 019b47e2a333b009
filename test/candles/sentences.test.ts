/** Each sentence of section 3 has a scene, or a written reason why it has none and the test that shows it instead. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SENTENCE_ID, SENTENCES } from '../support/sentences.ts';

const scenes = readdirSync(new URL('.', import.meta.url)).filter(
  (name) => name.endsWith('.test.ts') && name !== 'sentences.test.ts',
);
const named = new Map<string, string[]>();
for (const name of scenes) {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  for (const id of text.match(SENTENCE_ID) ?? []) named.set(id, [...(named.get(id) ?? []), name]);
}

describe('the sentences of section 3', () => {
  it('have a scene each, or a reason', () => {
    const bare = [...SENTENCES.values()].filter(({ id, noTable }) => noTable === null && !named.has(id));
    expect(bare.map(({ id, words }) => `${id} ${words}`)).toEqual([]);
  });

  it('have no reason where there is a scene', () => {
    const both = [...SENTENCES.values()].filter(({ id, noTable }) => noTable !== null && named.has(id));
    expect(both.map(({ id }) => `${id} ${named.get(id)}`)).toEqual([]);
  });

  it('without a scene name a test that exists', () => {
    const wrong = [...SENTENCES.values()].filter(({ noTable }) => {
      const path = noTable === null ? null : /test\/\S+\.test\.ts/.exec(noTable)?.[0];
      return path !== null && (path === undefined || !existsSync(new URL(`../../${path}`, import.meta.url)));
    });
    expect(wrong.map(({ id, noTable }) => `${id}: ${noTable}`)).toEqual([]);
  });

  it('are the only ones that scenes name', () => {
    expect([...named.keys()].filter((id) => !SENTENCES.has(id))).toEqual([]);
  });
});
