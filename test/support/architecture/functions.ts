/** Functions of a file and how many lines each takes, found by their braces. */

export interface FunctionSpan {
  /** Line of the first word of its head, from 1. */
  readonly line: number;
  readonly lines: number;
}

/** What may stand between a head's closing parenthesis and its body: a return type without braces. */
const RETURN_TYPE = /\)\s*(?::[^;{}()]*(?:\([^()]*\)[^;{}()]*)*)?$/;
const CONTROL = /\b(?:if|for|while|switch|catch|with|await)\s*$/;

/** @param code without comments and insides of strings */
export function functionSpans(code: string): FunctionSpan[] {
  const spans: FunctionSpan[] = [];
  const open: (number | null)[] = [];
  for (let at = 0; at < code.length; at += 1) {
    if (code[at] === '{') open.push(headOf(code, at));
    if (code[at] !== '}') continue;
    const head = open.pop();
    if (head === null || head === undefined) continue;
    const lines = code.slice(head, at).split('\n').length;
    spans.push({ line: code.slice(0, head).split('\n').length, lines });
  }
  return spans;
}

/** Where the head of the function whose body opens at `brace` begins; null where the brace opens something else. */
function headOf(code: string, brace: number): number | null {
  const before = code.slice(Math.max(0, brace - 2000), brace).trimEnd();
  const start = Math.max(0, brace - 2000);
  const arrow = before.endsWith('=>');
  const head = arrow ? before.slice(0, -2).trimEnd() : before;
  const type = RETURN_TYPE.exec(head);
  if (type === null) return arrow ? start + head.length : null;
  const parenthesis = openingOf(head, type.index);
  if (parenthesis < 0) return null;
  return CONTROL.test(head.slice(0, parenthesis)) ? null : start + parenthesis;
}

/** The `(` that the `)` at `at` closes; -1 where it is further back. */
function openingOf(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i >= 0; i -= 1) {
    if (text[i] === ')') depth += 1;
    if (text[i] === '(') depth -= 1;
    if (depth === 0) return i;
  }
  return -1;
}
