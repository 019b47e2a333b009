/** The command line in this process: the same words, without the half second that a process of its own takes to start. */
import type { CommandContext } from '../../src/cli/context.ts';
import { runCommand } from '../../src/cli/run.ts';

/** Runs `papertape WORDS...`; what it printed. Throws what it would end with. `changes` is what its surroundings are otherwise. */
export async function inProcess(words: readonly string[], changes: Partial<CommandContext> = {}): Promise<string> {
  let printed = '';
  await runCommand(words, {
    out: (text) => {
      printed += text;
    },
    err: () => undefined,
    isTerminal: false,
    columns: 100,
    hasColor: false,
    monotonicNow: () => performance.now(),
    signal: new AbortController().signal,
    env: {},
    ...changes,
  });
  return printed;
}
