#!/usr/bin/env node
/** Turns words into runs: parses the command line and prints the answers. */
import { type CommandContext, Interrupted } from './context.ts';
import { EXIT, endingOf } from './errors.ts';
import { monotonicNow } from './monotonic.ts';
import { runCommand } from './run.ts';
import { secretsOf, withoutSecrets } from './secrets.ts';

const stopper = new AbortController();

/** The first signal asks the run to stop between two chunks and to leave nothing half written; a second one does not ask. */
function stop(): void {
  if (stopper.signal.aborted) process.exit(EXIT.interrupted);
  stopper.abort(new Interrupted('papertape: interrupted, nothing was written'));
}

/** A reader that has seen enough (`papertape ... | head`) is no error. */
function closeQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
}

async function main(): Promise<number> {
  // An empty NO_COLOR counts as none (no-color.org).
  const isPlain = (process.env.NO_COLOR ?? '') !== '';
  const context: CommandContext = {
    out: (text) => void process.stdout.write(text),
    drained: () => new Promise((done) => process.stdout.write('', () => done())),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true && !isPlain,
    // Some terminals say that they have none.
    columns: process.stdout.columns || 80,
    isPiped: process.stdout.isTTY !== true,
    hasColor: process.stdout.isTTY === true && !isPlain,
    monotonicNow,
    signal: stopper.signal,
    env: process.env,
  };
  try {
    await runCommand(process.argv.slice(2), context);
    return EXIT.done;
  } catch (error) {
    const { code, text } = endingOf(error);
    context.err(withoutSecrets(text, secretsOf(process.env)));
    return code;
  }
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.stdout.on('error', closeQuietly);
// Nobody hears the notices any more: no reason to leave the work undone.
process.stderr.on('error', () => undefined);
const code = await main();
// Libraries keep handles open; the answer is out, so the process ends with it.
process.stdout.write('', () => process.exit(code));
