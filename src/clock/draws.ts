/** Chance: draws that depend on what they are for, and on nothing that was drawn before. */
import seedrandom from 'seedrandom';
import { expandKey, threefry4x32 } from './threefry.ts';

const WORD = 4294967296;

/**
 * The luck of one purpose (`fill_delay`, `slippage`, ...) and symbol in a run. Each draw is a pure function of the key and
 * of three counters, so changing one model, or adding a symbol, shifts no other draw.
 *
 * The 128-bit key is four words of seedrandom's default generator (ARC4), seeded with the JSON text of
 * [seed, purpose, symbol] in ASCII.
 */
export class DrawKey {
  readonly #key: Int32Array;
  readonly #words = new Int32Array(4);

  constructor(seed: number | string, purpose: string, symbol: string) {
    const generator = seedrandom(asciiText(JSON.stringify([seed, purpose, symbol])));
    this.#key = expandKey(generator.int32(), generator.int32(), generator.int32(), generator.int32());
  }

  /**
   * A number in [0, 1) with 53 random bits.
   *
   * @param time microseconds: when the decision was made
   * @param order the n-th order of the symbol at that time (below 2^32)
   * @param chance the n-th chance of that order (below 2^32)
   */
  draw(time: number, order: number, chance: number): number {
    const words = this.words(time, order, chance);
    return ((words[0]! >>> 0) * 2097152 + (words[1]! >>> 11)) / 9007199254740992;
  }

  /** The four random words behind `draw`, for those who need more than one number. Reused by the next call. */
  words(time: number, order: number, chance: number): Int32Array {
    const high = Math.floor(time / WORD);
    threefry4x32(this.#key, (time - high * WORD) | 0, high | 0, order | 0, chance | 0, this.#words);
    return this.#words;
  }
}

/** seedrandom looks at the low eight bits of a character: what lies beyond ASCII is written as `\uXXXX`. */
function asciiText(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
