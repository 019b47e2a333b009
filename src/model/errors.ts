/** What went wrong, said so that its reader can mend it. The command line turns each class into one exit code. */

/**
 * Bad input (exit 2): a file, a key, a value or a strategy that cannot be used as it is.
 * The message is one line: what was wrong, where (file, line, key, row), and how to mend it.
 */
export class InputError extends Error {
  override name = 'InputError';
}

/** A check that did not hold (exit 3), e.g. `verify` found another digest. */
export class CheckError extends Error {
  override name = 'CheckError';
  /** What was found, as JSON for a program; null where the message says all of it. */
  finding: Readonly<Record<string, unknown>> | null = null;
}

/**
 * The user's strategy failed while it ran (exit 2). `message` carries the simulated time of the event; `cause` is the
 * strategy's own error, whose stack is shown trimmed to the user's lines.
 */
export class StrategyError extends InputError {
  override name = 'StrategyError';
  /** The callback and the simulated time, e.g. `onCandle at 2024-01-01T00:01:00Z`; empty where it was none. */
  during = '';
}

/** A whole-number amount left the range in which a double is exact. Names the asset and what to change. */
export class AmountOverflowError extends InputError {
  override name = 'AmountOverflowError';
}
