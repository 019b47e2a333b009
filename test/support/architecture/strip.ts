/** TypeScript's text without what is not code: comments and the insides of strings become blanks, lines stay lines. */

export interface Stripped {
  /** Comments and the insides of strings, templates and regular expressions blanked; same length as the text. */
  readonly code: string;
  /** Only comments blanked: what import specifiers are read from. */
  readonly uncommented: string;
}

/** After these a `/` begins a regular expression; after a value it divides. */
const BEFORE_REGEX = /(?:^|[([{,;=:?!&|+\-*%~^<>]|=>|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do))\s*$/;

/** How far the construct at `at` reaches, its end included. */
function endOfQuoted(text: string, at: number): number {
  const quote = text[at];
  let end = at + 1;
  while (end < text.length && text[end] !== quote && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
  return Math.min(end + 1, text.length);
}

function endOfRegex(text: string, at: number): number {
  let inClass = false;
  let end = at + 1;
  for (; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '[') inClass = true;
    else if (text[end] === ']') inClass = false;
    else if (text[end] === '/' && !inClass) break;
  }
  return Math.min(end + 1, text.length);
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

class Stripper {
  readonly text: string;
  code = '';
  uncommented = '';
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  keep(to: number): void {
    this.code += this.text.slice(this.at, to);
    this.uncommented += this.text.slice(this.at, to);
    this.at = to;
  }

  drop(to: number): void {
    this.code += blank(this.text.slice(this.at, to));
    this.uncommented += blank(this.text.slice(this.at, to));
    this.at = to;
  }

  /** Keeps the first and last character of a quoted construct and blanks what lies between. */
  quote(to: number): void {
    const piece = this.text.slice(this.at, to);
    this.code += piece.length < 2 ? piece : piece[0] + blank(piece.slice(1, -1)) + piece[piece.length - 1];
    this.uncommented += piece;
    this.at = to;
  }

  /** Code up to the end of the text, or to the brace that closes a template's `${`. */
  run(inTemplate: boolean): void {
    let depth = 0;
    while (this.at < this.text.length) {
      const rest = this.text.slice(this.at, this.at + 2);
      const character = rest[0];
      if (rest === '//') this.drop(lineEnd(this.text, this.at));
      else if (rest === '/*') this.drop(commentEnd(this.text, this.at));
      else if (character === "'" || character === '"') this.quote(endOfQuoted(this.text, this.at));
      else if (character === '`') this.template();
      else if (character === '/' && BEFORE_REGEX.test(this.code.slice(-40))) this.quote(endOfRegex(this.text, this.at));
      else {
        if (character === '{') depth += 1;
        if (character === '}') depth -= 1;
        this.keep(this.at + 1);
        if (inTemplate && depth < 0) return;
      }
    }
  }

  template(): void {
    this.keep(this.at + 1);
    while (this.at < this.text.length && this.text[this.at] !== '`') {
      if (this.text.startsWith('${', this.at)) {
        this.keep(this.at + 2);
        this.run(true);
        continue;
      }
      const to = Math.min(this.at + (this.text[this.at] === '\\' ? 2 : 1), this.text.length);
      this.code += blank(this.text.slice(this.at, to));
      this.uncommented += this.text.slice(this.at, to);
      this.at = to;
    }
    this.keep(Math.min(this.at + 1, this.text.length));
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function commentEnd(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

export function strip(text: string): Stripped {
  const stripper = new Stripper(text);
  stripper.run(false);
  return { code: stripper.code, uncommented: stripper.uncommented };
}
