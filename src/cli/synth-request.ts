/** From the words of `data synth` to what is to be synthesized. */
import type { Likeness } from '../catalog/like.ts';
import type { SynthesisRequest, SynthesisSymbol } from '../catalog/synthesis.ts';
import type { SynthCrash, SynthJumps } from '../market/synthesizer.ts';
import { InputError } from '../model/errors.ts';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE, parseInterval, parseTime } from '../model/time.ts';
import { namesOf, numberOf, perSymbol, readFlag } from './per-symbol.ts';

/** Flags as they were said. */
export type SynthWords = { readonly [flag in SynthFlag]?: string } & { readonly crash: readonly string[] };
export const SYNTH_FLAGS = [
  'catalog',
  'venue',
  'symbols',
  'cross',
  'from',
  'to',
  'interval',
  'seed',
  'start-price',
  'volatility',
  'correlation',
  'clustering',
  'jumps',
  'rebound-pct',
  'daily-volume',
  'volume-noise',
  'tick',
  'lot',
  'min-notional',
  'maker-pct',
  'taker-pct',
  'trades',
  'like',
] as const;
type SynthFlag = (typeof SYNTH_FLAGS)[number];

const START_PRICE = 100;
const VOLATILITY = 0.6;
const SEED = 42;

/** What was said, else what was fitted, else the usual. InputError names the flag. */
export function synthRequest(words: SynthWords, like: Likeness | null): SynthesisRequest {
  const number = (flag: SynthFlag): number | undefined => {
    const text = words[flag];
    return text === undefined ? undefined : numberOf(flag, text);
  };
  const interval = words.interval === undefined ? like?.interval : readFlag('interval', words.interval, parseInterval);
  const jumps = words.jumps === undefined ? like?.fit.jumps : jumpsOf(words.jumps);
  const trades = number('trades');
  return {
    catalog: words.catalog ?? '',
    venue: words.venue ?? 'synthetic',
    seed: wholeSeed(number('seed') ?? SEED),
    symbols: symbolsOf(words, like),
    from: readFlag('from', words.from ?? '', parseTime),
    to: readFlag('to', words.to ?? '', parseTime),
    interval: interval ?? MICROS_PER_MINUTE,
    correlation: number('correlation'),
    clustering: number('clustering') ?? like?.fit.clustering,
    jumps,
    crashes: words.crash.map((text) => crashOf(text, number('rebound-pct') ?? 0)),
    trades,
    makerPct: words['maker-pct'],
    takerPct: words['taker-pct'],
  };
}

function wholeSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new InputError(`--seed ${seed}: a seed is a whole number of 0 or more`);
}

function symbolsOf(words: SynthWords, like: Likeness | null): SynthesisSymbol[] {
  const own = namesOf('symbols', words.symbols ?? '');
  const crosses = words.cross === undefined ? [] : namesOf('cross', words.cross);
  const all = [...own, ...crosses];
  const texts = (flag: SynthFlag) => perSymbol(flag, words[flag], all);
  const numbers = (flag: SynthFlag) => {
    const text = texts(flag);
    return (symbol: string): number | undefined => {
      const said = text(symbol);
      return said === undefined ? undefined : numberOf(flag, said);
    };
  };
  const [tick, lot, minNotional] = [texts('tick'), texts('lot'), texts('min-notional')];
  const [startPrice, volatility] = [numbers('start-price'), numbers('volatility')];
  const [dailyVolume, volumeNoise] = [numbers('daily-volume'), numbers('volume-noise')];
  const volumeOf = (symbol: string, fitted: Likeness | null) => {
    const [daily, noise] = [
      dailyVolume(symbol) ?? fitted?.fit.dailyVolume,
      volumeNoise(symbol) ?? fitted?.fit.volumeNoise,
    ];
    return {
      ...(daily === undefined ? {} : { dailyVolume: daily }),
      ...(noise === undefined ? {} : { volumeNoise: noise }),
      minNotional: minNotional(symbol),
    };
  };
  return [
    ...own.map((symbol) => ({
      symbol,
      startPrice: startPrice(symbol) ?? like?.fit.startPrice ?? START_PRICE,
      volatility: volatility(symbol) ?? like?.fit.volatility ?? VOLATILITY,
      tick: tick(symbol) ?? like?.tick,
      lot: lot(symbol) ?? like?.lot,
      ...volumeOf(symbol, like),
    })),
    ...crosses.map((symbol) => ({
      symbol,
      startPrice: 0,
      volatility: 0,
      cross: legsOf(symbol, own),
      tick: tick(symbol),
      lot: lot(symbol),
      ...volumeOf(symbol, null),
    })),
  ];
}

/** XRP/BTC follows from XRP/USDT and BTC/USDT, where both are there. */
function legsOf(cross: string, symbols: readonly string[]): { readonly base: string; readonly quote: string } {
  const [base = '', quote = ''] = cross.split('/');
  for (const symbol of symbols) {
    if (!symbol.startsWith(`${base}/`)) continue;
    const other = `${quote}/${symbol.slice(base.length + 1)}`;
    if (symbols.includes(other)) return { base: symbol, quote: other };
  }
  throw new InputError(`--cross ${cross} follows from ${base}/X and ${quote}/X of one X: name both in --symbols`);
}

function jumpsOf(text: string): SynthJumps {
  const [perDay, sizePct, more] = text.split(':');
  if (perDay !== undefined && sizePct !== undefined && more === undefined) {
    return { perDay: numberOf('jumps', perDay), sizePct: numberOf('jumps', sizePct) };
  }
  throw new InputError(`--jumps ${text}: write PER_DAY:SIZE_PCT, such as 1:0.6`);
}

/** The time has colons of its own: what follows the last two is depth and length. */
function crashOf(text: string, reboundPct: number): SynthCrash {
  const match = /^(.+):([^:]+):([^:]+)$/.exec(text);
  if (match === null) throw new InputError(`--crash ${text}: write FROM:PCT:HOURS, such as 2024-02-21T14:00:00Z:14:8`);
  const [, from = '', depth = '', hours = ''] = match;
  return {
    at: readFlag('crash', from, parseTime),
    depthPct: numberOf('crash', depth),
    duration: Math.round(numberOf('crash', hours) * MICROS_PER_HOUR),
    reboundPct,
  };
}
