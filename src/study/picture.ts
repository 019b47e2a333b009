/** The curves of a comparison as a picture: what each setting has more than the first, as time goes on. */
import { grouped } from '../report/format.ts';
import { type Curve, textChart } from '../report/textChart.ts';
import { meanOverSeeds, type SettingOutcome } from './outcome.ts';
import { markOf } from './words.ts';

const HEIGHT = 12;
/** More curves than this hide each other. */
const MOST_CURVES = 8;

export interface Picture {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Equity less that of the first setting, both as percent of where they began; null where their days differ. */
export function pictureOf(outcomes: readonly SettingOutcome[], width: number): Picture | null {
  const growth = outcomes.map(({ runs }) => {
    const pct = runs.map(({ equity, initialEquity }) =>
      equity.map((value) => ((value - initialEquity) / initialEquity) * 100),
    );
    return pct[0]!.map((_, day) => meanOverSeeds(pct.map((values) => values[day]!)));
  });
  const [first] = outcomes;
  const { days } = first!.runs[0]!;
  const isOther = outcomes.some(({ runs }) => runs.some(({ equity }) => equity.length !== days.length));
  if (days.length < 2 || isOther) return null;
  const shown = growth.slice(1, 1 + MOST_CURVES);
  const curves = shown.map(
    (values, i): Curve => ({
      mark: markOf(i + 1),
      values: values.map((value, day) => value - growth[0]![day]!),
    }),
  );
  const lines = textChart(curves, {
    width,
    height: HEIGHT,
    from: days[0]!,
    to: days.at(-1)!,
    text: (value) => `${value > 0 ? '+' : ''}${grouped(value, 2)}`,
  });
  const some = growth.length - 1 > MOST_CURVES ? ` (the first ${MOST_CURVES})` : '';
  return { title: `Equity less that of ${markOf(0)}, in percent of the start${some}; * where curves meet`, lines };
}
