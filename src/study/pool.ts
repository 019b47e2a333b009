/** Threads that run jobs: as many at once as there are processors, answers in the order asked for. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import type { RunAnswer, RunJob, RunMaterial, RunResult, StudyData } from './job.ts';
import { resultOf } from './job.ts';
import type { StudyHooks } from './request.ts';

/** A job and the words that name it where it fails. */
export interface LabeledJob extends Omit<RunJob, 'index'> {
  readonly label: string;
}

/** Between two looks at how far the threads are. Milliseconds. */
const LOOK = 100;

export class RunPool {
  readonly #pool: Piscina<RunJob, RunAnswer>;
  readonly #materials: readonly RunMaterial[];
  readonly #progress: Float64Array;
  #asked = 0;

  /**
   * @param materials what jobs run on, by their `material`
   * @param most jobs that will ever be asked for
   * @param workers threads; as many as there are processors unless given
   */
  static async open(materials: readonly RunMaterial[], most: number, workers?: number): Promise<RunPool> {
    const { Piscina } = await import('piscina');
    const progress = new Float64Array(new SharedArrayBuffer(most * Float64Array.BYTES_PER_ELEMENT));
    const threads = Math.max(1, Math.min(workers ?? availableParallelism(), most));
    const pool = new Piscina<RunJob, RunAnswer>({
      // Threads run what was built, whatever runs this.
      filename: fileURLToPath(import.meta.resolve('#study-worker')),
      minThreads: threads,
      maxThreads: threads,
      workerData: { materials, progress } satisfies StudyData,
      // A debugger watches this thread, and `--import` hooks are of its own.
      execArgv: [],
    });
    return new RunPool(pool, materials, progress);
  }

  private constructor(pool: Piscina<RunJob, RunAnswer>, materials: readonly RunMaterial[], progress: Float64Array) {
    this.#pool = pool;
    this.#materials = materials;
    this.#progress = progress;
  }

  get threads(): number {
    return this.#pool.maxThreads;
  }

  /**
   * Runs all of them. Of several that fail, the error of the first in the order asked for is thrown, behind its label.
   *
   * @param phase a word for the progress bar
   * @throws the signal's reason as soon as it is aborted; the caller then closes the pool, which ends the threads
   */
  async run(jobs: readonly LabeledJob[], phase: string, hooks: StudyHooks): Promise<RunResult[]> {
    const { signal } = hooks;
    signal?.throwIfAborted();
    const first = this.#asked;
    this.#asked += jobs.length;
    let done = 0;
    const answers = jobs.map(async ({ label: _label, ...job }, i) => {
      const answer = await this.#pool.run({ ...job, index: first + i });
      done += 1;
      return answer;
    });
    // Once one has failed nobody waits for those after it.
    for (const answer of answers) answer.catch(() => undefined);
    const look = (): void => {
      const running = jobs.reduce((sum, job, i) => sum + this.#share(job, first + i), 0);
      hooks.onProgress?.({
        phase,
        done: Math.max(done, Math.min(running, jobs.length)),
        total: jobs.length,
        unit: 'runs',
      });
    };
    const timer = hooks.onProgress === undefined ? null : setInterval(look, LOOK);
    const aborted = rejection(signal);
    try {
      look();
      const results: RunResult[] = [];
      for (const [i, answer] of answers.entries()) {
        results.push(resultOf(await Promise.race([answer, aborted.promise]), jobs[i]!.label));
      }
      return results;
    } finally {
      aborted.forget();
      if (timer !== null) clearInterval(timer);
    }
  }

  /** Of a job, how much is done: 0 to 1. */
  #share({ material }: { readonly material: number }, index: number): number {
    return Math.min(1, this.#progress[index]! / Math.max(1, this.#materials[material]!.plan.rows));
  }

  /** Ends the threads, also in the middle of a run. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** A promise that fails when the signal comes, for as long as it is waited for. */
function rejection(signal: AbortSignal | undefined): { readonly promise: Promise<never>; readonly forget: () => void } {
  let stop: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal?.removeEventListener('abort', stop) };
}
