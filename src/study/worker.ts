/** The first code of a study's thread: one run at a time, from columns it shares with the others. */
import { workerData } from 'piscina';
import type { AsyncFeed, Columns, SeriesInfo } from '../market/columns.ts';
import { runMeasured } from '../scenario/replay.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import { sliceOf } from '../scenario/wiring/interruptible.ts';
import { DailyEquity } from '../statistics/dailyEquity.ts';
import { posted, type RunAnswer, type RunJob, type RunResult, type StudyData } from './job.ts';

/** Rows of a chunk: few enough that a progress bar moves. */
const CHUNK_ROWS = 65_536;

export default async function run(job: RunJob): Promise<RunAnswer> {
  try {
    return { result: await resultOfJob(job, workerData as StudyData) };
  } catch (error) {
    return posted(error);
  }
}

async function resultOfJob(job: RunJob, { materials, progress }: StudyData): Promise<RunResult> {
  const { mode, columns, ...material } = materials[job.material]!;
  const loaded = resolveScenario(job.text, job.file, job.overrides);
  const openFeed = async () => columnsFeed(material.plan.series, columns);
  const daily = new DailyEquity();
  const onProgress = ({ done }: { readonly done: number }): void => {
    progress[job.index] = done;
  };
  const { report, isChance } = await runMeasured(
    { ...material, loaded, openFeed },
    mode,
    [daily],
    { onProgress },
    undefined,
  );
  return { report, days: daily.days, equity: daily.values, initialEquity: daily.initial, isChance };
}

/** Series that lie in memory whole. */
function columnsFeed(series: readonly SeriesInfo[], all: readonly Columns[]): AsyncFeed {
  const at = all.map(() => 0);
  return {
    series,
    next: async (index) => {
      const columns = all[index]!;
      const from = at[index]!;
      if (from >= columns.length) return null;
      const to = Math.min(columns.length, from + CHUNK_ROWS);
      at[index] = to;
      return from === 0 && to === columns.length ? columns : sliceOf(columns, from, to);
    },
    close: async () => undefined,
  };
}
