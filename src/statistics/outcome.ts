/** What a statistic answers: a number, or none with the reason. Never 0, Infinity or a sentinel for "undefined". */

export type Outcome =
  | {
      readonly value: number;
      /** The exact amount in units of the reporting asset, where the statistic is money; `value` is the nearest double. */
      readonly units?: bigint;
    }
  | { readonly value: null; readonly reason: string };

/** A number; one that overflowed is undefined and says so. */
export function known(value: number): Outcome {
  if (!Number.isFinite(value)) return undefinedBecause('the value is beyond the range of a number');
  return { value: value + 0 };
}

export function undefinedBecause(reason: string): Outcome {
  return { value: null, reason };
}

/** Whole units of the reporting asset. */
export function money(units: number | bigint): Outcome {
  return { value: Number(units) + 0, units: BigInt(units) };
}

/** sum / count to the nearest whole unit, a tie to the even one. `count` above zero. */
export function meanMoney(sum: bigint, count: number): Outcome {
  const divisor = BigInt(count);
  const size = sum < 0n ? -sum : sum;
  const quotient = size / divisor;
  const twice = 2n * (size - quotient * divisor);
  const up = twice > divisor || (twice === divisor && (quotient & 1n) === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return money(sum < 0n ? -rounded : rounded);
}
