/** How long a message takes to the exchange: always the same, or drawn for each. */
import { DrawKey } from '../clock/draws.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Order } from './order.ts';

export interface LatencySetting {
  /** The shortest way, in microseconds. */
  readonly least: number;
  /** The longest, in microseconds. */
  readonly most: number;
}

export interface LatencyModel {
  /**
   * @param nth which message of its kind it is, for that order
   * @returns whole microseconds
   */
  delay(order: Order, nth: number): number;
}

class Constant implements LatencyModel {
  private readonly micros: number;

  constructor(micros: number) {
    this.micros = micros;
  }

  delay(_order: Order, _nth: number): number {
    return this.micros;
  }
}

/** Each whole number of microseconds from the shortest way to the longest is as likely as any other. */
class Jittered implements LatencyModel {
  private readonly least: number;
  private readonly choices: number;
  private readonly keys: readonly DrawKey[];

  constructor({ least, most }: LatencySetting, purpose: string, seed: number, instruments: readonly Instrument[]) {
    this.least = least;
    this.choices = most - least + 1;
    this.keys = instruments.map(({ symbol }) => new DrawKey(seed, purpose, symbol));
  }

  delay(order: Order, nth: number): number {
    return this.least + Math.floor(this.keys[order.symbol]!.draw(order.decidedAt, order.nth, nth) * this.choices);
  }
}

/** Microseconds: the shortest ways, and by how much longer they may take. */
export interface LatencySettings {
  readonly fillDelay: number;
  readonly fillJitter?: number;
  /** Of cancels and amends. */
  readonly cancelDelay: number;
  readonly cancelJitter?: number;
  readonly seed?: number;
}

/** Of orders, and of cancels and amends. */
export function latenciesOf(settings: LatencySettings, instruments: readonly Instrument[]) {
  const { fillDelay, fillJitter = 0, cancelDelay, cancelJitter = 0, seed = 0 } = settings;
  const fill = { least: fillDelay, most: fillDelay + fillJitter };
  const cancel = { least: cancelDelay, most: cancelDelay + cancelJitter };
  return {
    orders: latencyModel(fill, 'fill_delay', seed, instruments),
    changes: latencyModel(cancel, 'cancel_delay', seed, instruments),
  };
}

/** @param purpose `fill_delay` for orders, `cancel_delay` for cancels and amends: their draws have nothing to do with each other */
export function latencyModel(
  setting: LatencySetting,
  purpose: 'fill_delay' | 'cancel_delay',
  seed: number,
  instruments: readonly Instrument[],
): LatencyModel {
  if (setting.least === setting.most) return new Constant(setting.least);
  return new Jittered(setting, purpose, seed, instruments);
}
