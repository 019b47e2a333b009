/** What of a run is left to chance. */
import type { ResolvedScenario } from './schema.ts';

/** Keys of a scenario whose models draw: with another seed they may come to something else. */
export function drawnSettings({ exchange }: ResolvedScenario): string[] {
  const isDrawn: readonly (readonly [key: string, drawn: boolean])[] = [
    ['exchange.fill_delay_ms', typeof exchange.fill_delay_ms !== 'string'],
    ['exchange.cancel_delay_ms', typeof exchange.cancel_delay_ms !== 'string'],
    ['exchange.limit_fill', exchange.limit_fill.model === 'probability'],
    ['exchange.slippage', exchange.slippage.model === 'random'],
    ['exchange.partial_fills', exchange.partial_fills.model === 'random'],
  ];
  return isDrawn.flatMap(([key, drawn]) => (drawn ? [key] : []));
}
