/** The texts of a record (reasons, client ids), each once, so that rows hold whole numbers only. */
import type { Hasher } from '../model/ports.ts';
import { NONE } from '../model/record.ts';

/** Texts kept at once. A strategy that makes up a new reason every candle does not make memory grow. */
const CAPACITY = 65_536;

export class Strings {
  list: string[] = [];
  private index = new Map<string, number>();
  private last = '';
  private lastIndex: number = NONE;
  private isMoving = false;
  private readonly hasher: Hasher;
  private readonly onFull: () => void;

  /** Set by who keeps numbers beyond a row: it is given a way to turn each into the text's new number. */
  onForget: (renumber: (index: number) => number) => void = () => undefined;

  /** @param onFull called before the texts are forgotten: rows that name them must be handed on */
  constructor(hasher: Hasher, onFull: () => void) {
    this.hasher = hasher;
    this.onFull = onFull;
  }

  /** The text's number; NONE for none. A text enters the digest when it gets its number. */
  indexOf(text: string | null | undefined): number {
    if (text === null || text === undefined) return NONE;
    if (text === this.last && this.lastIndex !== NONE) return this.lastIndex;
    let index = this.index.get(text);
    if (index === undefined) index = this.add(text);
    this.last = text;
    this.lastIndex = index;
    return index;
  }

  /** The text's number where it has one; else NONE, and it is given none. */
  find(text: string): number {
    return this.index.get(text) ?? NONE;
  }

  at(index: number): string | null {
    return index === NONE ? null : this.list[index]!;
  }

  /** Makes room for so many texts at once: their numbers then stand together until a row has named them. */
  reserve(count: number): void {
    if (this.list.length + count > CAPACITY) this.forget();
  }

  /** Begins anew with the texts that somebody still names. */
  private forget(): void {
    if (this.isMoving) return;
    this.isMoving = true;
    this.onFull();
    const { list } = this;
    this.list = [];
    this.index = new Map();
    this.lastIndex = NONE;
    this.onForget((index) => (index === NONE ? NONE : this.indexOf(list[index]!)));
    this.isMoving = false;
  }

  private add(text: string): number {
    if (this.list.length >= CAPACITY) this.forget();
    this.hasher.update(canonicalText(text));
    this.list.push(text);
    this.index.set(text, this.list.length - 1);
    return this.list.length - 1;
  }
}

/** Length, then UTF-16 code units, little-endian. */
function canonicalText(text: string): Uint8Array {
  const bytes = new Uint8Array(4 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  for (let i = 0; i < text.length; i++) view.setUint16(4 + 2 * i, text.charCodeAt(i), true);
  return bytes;
}
