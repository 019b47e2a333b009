/** Values of a flag that may differ from symbol to symbol: `0.6`, or `0.6,XRP/USDT=0.8`, or `BTC/USDT=0.5,XRP/USDT=0.7`. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';

/** A list such as `BTC/USDT,ETH/USDT`. */
export function namesOf(flag: string, text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new InputError(`--${flag} ${text}: write names with a comma between them`);
  return names;
}

/**
 * What a flag says of each symbol: its own value, else the one for all, else undefined.
 *
 * @throws InputError for a symbol that is not there, and for a second value of one
 */
export function perSymbol(
  flag: string,
  text: string | undefined,
  symbols: readonly string[],
): (symbol: string) => string | undefined {
  if (text === undefined) return () => undefined;
  const own = new Map<string, string>();
  let all: string | undefined;
  for (const part of namesOf(flag, text)) {
    const at = part.indexOf('=');
    const name = at < 0 ? '' : part.slice(0, at);
    const value = part.slice(at + 1);
    if (value === '') throw new InputError(`--${flag} ${text}: ${name} has no value`);
    if (at >= 0 && !symbols.includes(name)) {
      throw new InputError(`--${flag}: ${name} is not one of the symbols${didYouMean(name, [...symbols])}`);
    }
    if (at < 0 ? all !== undefined : own.has(name)) {
      throw new InputError(
        `--${flag} ${text}: say one value for all, and those of single symbols as ${symbols[0]}=${value}`,
      );
    }
    if (at < 0) all = value;
    else own.set(name, value);
  }
  return (symbol) => own.get(symbol) ?? all;
}

/** A number of a flag. InputError where it is none. */
export function numberOf(flag: string, text: string): number {
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(text) && Number.isFinite(Number(text))) {
    return Number(text);
  }
  throw new InputError(`--${flag} ${text}: "${text}" is not a number, as in 0.6`);
}

/** A time or an interval of a flag: the reader's complaint under the flag's name. */
export function readFlag<T>(flag: string, text: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`--${flag}: ${error.message}`) : error;
  }
}
