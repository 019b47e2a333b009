/** How an error ends a command: what is printed, and the exit code. */
import { CheckError, InputError, StrategyError } from '../model/errors.ts';
import { Interrupted } from './context.ts';

export const EXIT = { done: 0, internal: 1, input: 2, check: 3, interrupted: 130 } as const;

export interface Ending {
  readonly code: number;
  /** For stderr, with its line break; empty where there is nothing to say. */
  readonly text: string;
}

/** A user's mistake is one line without a stack; a strategy's error keeps its own lines; the rest is our fault. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Interrupted) return { code: EXIT.interrupted, text: `${error.message}\n` };
  if (error instanceof StrategyError) return { code: EXIT.input, text: `papertape: ${error.message.trimEnd()}\n` };
  if (error instanceof InputError) return { code: EXIT.input, text: `papertape: ${oneLine(error.message)}\n` };
  if (error instanceof CheckError) return { code: EXIT.check, text: `papertape: ${error.message.trimEnd()}\n` };
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return {
    code: EXIT.internal,
    text: `${stack}\npapertape: this is an error in Papertape, not in your input: please report it with the command and the lines above\n`,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
