/** Errors of an exchange, and durations, in the user's words. */
import { InputError } from '../../model/errors.ts';

const LONGEST_MESSAGE = 160;

/** `1.4 s`. */
export function durationOf(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The first line of an error, no longer than a line, without the exchange's name before it and the query of an address. */
export function firstLine(exchange: string, error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const named = text.startsWith(`${exchange} `) ? text.slice(exchange.length + 1) : text;
  const line = named.replace(/(https?:[^\s?]+)[?]\S*/g, '$1');
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}...` : line;
}

/** `--url` as it is put before the paths of an exchange. InputError where it is none. */
export function checkUrl(text: string): string {
  const problem = new InputError(`--url ${text} is not a URL: write the start of one, such as http://127.0.0.1:8080`);
  if (!URL.canParse(text)) throw problem;
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '') throw problem;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
