/** The mode gate: paper unless scenario and environment both ask for live, and then only with everything live needs. */
import { InputError } from '../model/errors.ts';
import { isMadeUp } from '../report/index.ts';

export type TradingMode = 'paper' | 'live';

/** What the gate looks at in a scenario. */
export interface ModeRequest {
  readonly trading_mode: TradingMode;
  readonly market: {
    readonly price_source: string;
    readonly venue: string;
    readonly live: { readonly exchange: string };
  };
}

export interface ModeDecision {
  readonly mode: TradingMode;
  /** For the user to read at start; null where scenario and environment agree. */
  readonly warning: string | null;
}

const MODE = 'PAPERTAPE_TRADING_MODE';
const CONFIRMATION = 'PAPERTAPE_CONFIRM_LIVE_TRADING';
const PHRASE = 'I_UNDERSTAND_THE_RISKS';

/**
 * The mode a run starts in. The values of secrets are looked at for presence only, and appear in no message.
 *
 * @param env the process's environment
 * @param hasLiveAdapter whether a live exchange was registered through the library
 * @throws InputError where both ask for live and something is missing, naming each thing; where prices are not live; where
 * no live adapter is there; or where the environment's mode is neither paper nor live
 */
export function tradingMode(
  request: ModeRequest,
  env: Readonly<Record<string, string | undefined>>,
  hasLiveAdapter = false,
): ModeDecision {
  const inScenario = request.trading_mode;
  const inEnvironment = env[MODE] === undefined || env[MODE] === '' ? 'paper' : env[MODE];
  if (inEnvironment !== 'paper' && inEnvironment !== 'live') {
    throw new InputError(`${MODE} is "${inEnvironment}" in the environment: set it to paper or live, or remove it`);
  }
  if (inScenario !== inEnvironment) {
    const warning = `the scenario says trading_mode: ${inScenario}, the environment ${MODE}=${inEnvironment}: paper trading, since live needs both`;
    return { mode: 'paper', warning };
  }
  if (inScenario === 'paper') return { mode: 'paper', warning: null };
  requireLive(request, env, hasLiveAdapter);
  return { mode: 'live', warning: null };
}

/** What is said of the mode at every start. */
export function modeNotice(mode: TradingMode, { market }: ModeRequest): string {
  const prices = isMadeUp(market) ? 'made up' : market.price_source;
  return `${mode === 'paper' ? 'PAPER' : 'LIVE'} trading, prices ${prices}`;
}

function requireLive(
  { market }: ModeRequest,
  env: Readonly<Record<string, string | undefined>>,
  hasLiveAdapter: boolean,
): void {
  if (market.price_source !== 'live_feed') {
    throw new InputError(
      `live trading was asked for with market.price_source: ${market.price_source}: live needs live_feed, or set trading_mode: paper`,
    );
  }
  const keys = ['API_KEY', 'API_SECRET'].map((key) => `${market.live.exchange.toUpperCase()}_${key}`);
  const missing = keys.filter((key) => (env[key] ?? '') === '');
  if (env[CONFIRMATION] !== PHRASE) missing.unshift(`${CONFIRMATION}=${PHRASE}`);
  if (missing.length > 0) {
    throw new InputError(
      `live trading was asked for, and the environment lacks ${missing.join(', ')}: set what is missing, or set trading_mode: paper`,
    );
  }
  if (!hasLiveAdapter) {
    throw new InputError(
      `live trading on ${market.live.exchange} was asked for, and this version ships no live exchange: register one through the library, or set trading_mode: paper`,
    );
  }
}
