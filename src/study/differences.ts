/** Each setting beside the first: metrics, paired differences with their intervals, luck. */
import { metricsGained } from '../report/gain.ts';
import type { Interval } from '../statistics/bootstrap.ts';
import { type Difference, FEWEST_DAYS, type PairedDifference, type PairedResult } from '../statistics/paired.ts';
import type { Estimate, SeedRun, SettingDifference, SettingDocument } from './document.ts';
import { luckOf, meanOf, type SettingOutcome } from './outcome.ts';
import { meanMetrics } from './seedMeans.ts';

/** Fractions are told in percent. */
const PCT = 100;

/**
 * @param paired null where the days cannot be laid side by side
 * @param reason why not
 * @param isDrawn whether any setting draws: without chance there is no luck
 */
export function settingDocuments(
  outcomes: readonly SettingOutcome[],
  paired: PairedResult | null,
  reason: string | null,
  isDrawn: boolean,
): SettingDocument[] {
  const means = outcomes.map(meanMetrics);
  return outcomes.map((outcome, i) => {
    const { setting } = outcome.ready;
    const { report } = outcome.runs[0]!;
    const seeds = outcome.seeds.map((seed, k) => seedRun(seed, outcome, k));
    const pnl = seeds.flatMap(({ total_pnl_pct: value }) => (value === null ? [] : [value]));
    return {
      label: setting.label,
      scenario: setting.name,
      vary: setting.vary,
      digest: report.run.digest,
      ...means[i]!,
      warnings: report.warnings,
      seeds,
      luck: isDrawn ? luckOf(pnl) : null,
      difference:
        i === 0
          ? null
          : {
              metrics: metricsGained(means[0]!.metrics, means[i]!.metrics),
              ...differenceOf(outcome, outcomes[0]!, paired, paired?.differences[i] ?? null, reason, isDrawn),
            },
    };
  });
}

function seedRun(seed: number, { runs, returns }: SettingOutcome, k: number): SeedRun {
  const { report } = runs[k]!;
  const pnl = report.metrics.total_pnl_pct ?? null;
  const mean = meanOf(returns[k]!) * PCT;
  return {
    seed,
    digest: report.run.digest.run,
    total_pnl_pct: pnl === null ? null : Number(pnl),
    mean_daily_return_pct: Number.isNaN(mean) ? null : mean,
  };
}

function differenceOf(
  own: SettingOutcome,
  reference: SettingOutcome,
  paired: PairedResult | null,
  found: PairedDifference | null,
  reason: string | null,
  isDrawn: boolean,
): Omit<SettingDifference, 'metrics'> {
  const why = reason ?? (paired !== null && paired.days < FEWEST_DAYS ? tooFew(paired.days) : null);
  const apart = found?.apart ?? null;
  const means = own.returns.map((returns, k) => (meanOf(returns) - meanOf(reference.returns[k]!)) * PCT);
  return {
    mean_daily_return_pct: {
      ...estimate(found?.mean ?? null, PCT, why),
      apart_low: apart === null ? null : apart.low * PCT,
      apart_high: apart === null ? null : apart.high * PCT,
      times_narrower: narrower(apart, found?.mean.interval ?? null),
    },
    sharpe_ratio: estimate(found?.sharpe ?? null, 1, why ?? (found?.sharpe === null ? 'returns do not deviate' : null)),
    luck: isDrawn && reason === null ? luckOf(means) : null,
  };
}

export const tooFew = (days: number): string =>
  `${days} ${days === 1 ? 'day is' : 'days are'} fewer than ${FEWEST_DAYS}`;

function estimate(found: Difference | null, scale: number, reason: string | null): Estimate {
  const interval = found?.interval ?? null;
  return {
    value: found === null ? null : found.value * scale,
    low: interval === null ? null : interval.low * scale,
    high: interval === null ? null : interval.high * scale,
    reason: interval === null ? (reason ?? 'a resample of the days has no value') : null,
  };
}

/** Null where the joint interval is a point: the setting changed nothing. */
function narrower(apart: Interval | null, joint: Interval | null): number | null {
  if (apart === null || joint === null || joint.high === joint.low) return null;
  return (apart.high - apart.low) / (joint.high - joint.low);
}
