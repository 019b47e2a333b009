import { D } from './amounts.ts';

/** Chance for the traffic: everything from one stream of one seed. */
export interface Dice {
  chance(probability: number): boolean;
  /** A whole number from low to high, both included. */
  int(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** A step taken n times, as exact text. */
  times(step: string, n: number): string;
}

export function dice(next: () => number): Dice {
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (from) => from[int(0, from.length - 1)]!,
    times: (step, n) => new D(step).mul(n).toString(),
  };
}
