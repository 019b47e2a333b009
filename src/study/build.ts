/** What the runs of a comparison came to, as the document of `comparison.json`. */

import { drawnSettings } from '../scenario/luck.ts';
import { LEVEL } from '../statistics/bootstrap.ts';
import { resolveConventions } from '../statistics/index.ts';
import { type PairedResult, pairedDifferences, RESAMPLES } from '../statistics/paired.ts';
import { breakEvens } from './breakEven.ts';
import { settingDocuments } from './differences.ts';
import { COMPARISON_SCHEMA, type ComparisonDocument } from './document.ts';
import { type SettingOutcome, unpaired } from './outcome.ts';

/** @param seeds as many as were asked for */
export function buildComparison(
  outcomes: readonly SettingOutcome[],
  seeds: number,
  timing: ComparisonDocument['timing'],
): ComparisonDocument {
  const { report } = outcomes[0]!.runs[0]!;
  const { conventions, run } = report;
  const reason = unpaired(outcomes);
  const isDrawn = outcomes.some(({ runs }) => runs[0]!.isChance);
  const paired =
    reason !== null
      ? null
      : pairedDifferences({
          settings: outcomes.map(({ returns }) => returns),
          conventions: resolveConventions({
            periodsPerYear: conventions.periods_per_year,
            riskFreePct: conventions.risk_free_pct,
            calendar: 'always',
          }),
          seed: run.seed,
        });
  return {
    schema: COMPARISON_SCHEMA,
    name: run.name,
    engine_version: run.engine_version,
    period: report.period,
    method: method(paired, run.seed, outcomes[0]!.runs[0]!.days.length),
    chance: { is_drawn: isDrawn, text: chanceText(outcomes, isDrawn, seeds) },
    settings: settingDocuments(outcomes, paired, reason, isDrawn),
    break_even: paired === null ? [] : breakEvens(outcomes, paired),
    notes: [...(reason === null ? [] : [`No intervals: ${reason}.`]), ...notesOf(outcomes, isDrawn)],
    timing,
  };
}

function method(paired: PairedResult | null, seed: number, days: number): ComparisonDocument['method'] {
  const blocks = paired?.blockDays ?? 1;
  return {
    level: LEVEL,
    resamples: RESAMPLES,
    days,
    mean_block_days: blocks,
    seed,
    text: [
      'Differences are to the first setting, day by day over the same days.',
      `Intervals are 95 %: a stationary bootstrap of ${RESAMPLES} resamples that draws the same days of all settings, in blocks of ${blocks.toFixed(1)} days on average.`,
      'They say how far other days could have moved a difference, not what another market would do.',
    ],
  };
}

function chanceText(outcomes: readonly SettingOutcome[], isDrawn: boolean, seeds: number): string {
  if (!isDrawn) {
    const asked = seeds === 1 ? '' : `: each setting was run once, ${seeds} seeds would have come to the same`;
    return `no chance in this scenario${asked}`;
  }
  const drawn = [...new Set(outcomes.flatMap(({ ready }) => drawnSettings(ready.setting.loaded.scenario)))];
  const by = drawn.length === 0 ? 'the strategy' : drawn.join(', ');
  return seeds === 1 ? `${by} drew: --seeds 20 tells luck from effect` : `${by} drew: luck is over ${seeds} seeds`;
}

function notesOf(outcomes: readonly SettingOutcome[], isDrawn: boolean): string[] {
  const [first] = outcomes;
  const differs = (read: (outcome: SettingOutcome) => unknown): SettingOutcome | undefined =>
    outcomes.find((other) => JSON.stringify(read(other)) !== JSON.stringify(read(first!)));
  const label = ({ ready }: SettingOutcome): string => ready.setting.label;
  const data = differs(({ runs }) => runs[0]!.report.run.digest.data);
  const equity = differs(({ runs }) => runs[0]!.report.metrics.initial_equity);
  const ratios = differs(({ runs }) => {
    const { periods_per_year, risk_free_pct } = runs[0]!.report.conventions;
    return [periods_per_year, risk_free_pct];
  });
  const luck = isDrawn ? differs(({ seeds }) => seeds) : undefined;
  const still = outcomes.filter(({ runs }) => runs.every(({ report }) => report.metrics.fill_count === 0));
  const of = first!.ready.setting.label;
  return [
    ...(data === undefined ? [] : [`${label(data)} was run on other prices or rules than ${of}.`]),
    ...(equity === undefined
      ? []
      : [`${label(equity)} began with another equity than ${of}: compare percent, not money.`]),
    ...(ratios === undefined
      ? []
      : [`${label(ratios)} has other ratios by convention than ${of}: Sharpe ratios differ by that, too.`]),
    ...(luck === undefined ? [] : [`${label(luck)} has another seed than ${of}: a part of their difference is luck.`]),
    ...(still.length === 0 ? [] : [`${still.map(label).join('; ')}: no fill in the whole window.`]),
  ];
}
