/** Prices that a scenario asks for and nobody has fetched yet: the command that fetches them. */
import { relative } from 'node:path';
import { isExchange } from '../../catalog/download/exchange.ts';
import { SAMPLE_VENUE } from '../../catalog/sample.ts';
import { InputError } from '../../model/errors.ts';
import { formatInterval, formatTime, parseInterval } from '../../model/time.ts';
import type { LoadedScenario } from '../resolve.ts';

/** The warm-up is fetched, too. Null where it has no answer: the sample's venue, prints and quotes, a window without a start. */
export function downloadCommand(loaded: LoadedScenario, symbol: string, micros = loaded.interval): string | null {
  const { market } = loaded.scenario;
  if (market.venue === SAMPLE_VENUE || loaded.from === null || !['auto', 'candles'].includes(market.data)) return null;
  const from = formatTime(loaded.from - market.warmup * loaded.strategyInterval);
  const to = loaded.to === null ? '' : ` --to ${formatTime(loaded.to)}`;
  const here = relative('', loaded.catalog);
  const folder = here === '' || here.startsWith('..') ? loaded.catalog : here;
  const catalog = /^[\w./\\:-]+$/.test(folder) ? folder : `"${folder}"`;
  const interval = formatInterval(micros);
  return `papertape data download ${market.venue} ${symbol} ${interval} --from ${from}${to} --catalog ${catalog}`;
}

/** What `work` finds missing in the catalog is said with the command that fetches it, where there is one: of a venue that is an exchange. */
export async function orDownload<T>(loaded: LoadedScenario, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What was mistyped is not to be had.
    if (!(error instanceof InputError) || error.message.includes('did you mean')) throw error;
    const { symbols } = loaded.scenario.market;
    const symbol = symbols.find((name) => error.message.includes(` ${name} `)) ?? symbols[0]!;
    const { venue, detail_interval: detail } = loaded.scenario.market;
    const isOfDetail = detail !== null && error.message.includes('market.detail_interval is ');
    const command = downloadCommand(loaded, symbol, isOfDetail ? parseInterval(detail) : loaded.interval);
    if (command === null || !(await isExchange(venue))) throw error;
    const others = symbols.filter((name) => name !== symbol);
    const likewise = others.length > 0 ? ` (${others.join(', ')} likewise)` : '';
    throw new InputError(`${error.message}; or fetch it: ${command}${likewise}`, { cause: error });
  }
}
