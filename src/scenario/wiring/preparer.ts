/** Prepares runs, one or many: what several of them share is looked at once. */
import { type Instruments, readInstruments } from '../../catalog/instruments.ts';
import { type Catalog, openCatalog } from '../../catalog/load.ts';
import type { AsyncFeed, Columns } from '../../market/columns.ts';
import type { LoadedScenario } from '../resolve.ts';
import { unsupported } from '../unsupported.ts';
import { orDownload } from './download.ts';
import { type RunInstruments, resolveInstruments } from './instruments.ts';
import { type LackingPlan, withLacks } from './lacks.ts';
import { type DataDigest, digestData, loadColumns, type MarketPlan, openFeed, planMarket } from './market.ts';
import { loadStrategy, type StrategySource } from './strategy.ts';

/** A run that can start: everything is checked, nothing but spans and hashes has been read. */
export interface PreparedRun {
  readonly loaded: LoadedScenario;
  readonly catalogDir: string;
  readonly instruments: RunInstruments;
  readonly plan: LackingPlan;
  readonly data: DataDigest;
  readonly strategy: StrategySource;
  /** Opens the series of the plan, each in chunks of at most so many rows; of a size that suits them unless given. */
  readonly openFeed: (chunkRows?: number) => Promise<AsyncFeed>;
  /** Looks after each event and at each fill whether all holds that must. */
  readonly isAudited?: boolean;
}

/** A catalog that is open, and what its `instruments.json` says. */
interface OpenCatalog {
  readonly catalog: Catalog;
  readonly instruments: Instruments;
}

/**
 * Runs that are prepared together see one state of the files: each catalog is opened once, each strategy file bundled once,
 * each window planned and hashed once. Close it when the feeds of its runs are closed.
 */
export class Preparer {
  readonly #catalogs = new Map<string, Promise<OpenCatalog>>();
  readonly #strategies = new Map<string, Promise<StrategySource>>();
  readonly #plans = new Map<string, Promise<MarketPlan>>();
  readonly #lacking = new Map<string, Promise<LackingPlan>>();
  readonly #digests = new Map<string, Promise<DataDigest>>();
  readonly #columns = new Map<string, Promise<Columns>>();

  /**
   * Checks a scenario against what its run needs.
   *
   * @param bundleFile a report's own strategy bundle, in the place of the file the scenario names
   * @param onInput hears of each file that the strategy is made from
   * @throws InputError where anything is missing or does not fit
   */
  async prepare(
    loaded: LoadedScenario,
    catalogDir: string,
    bundleFile?: string,
    onInput?: (file: string) => void,
  ): Promise<PreparedRun> {
    const problem = unsupported(loaded);
    if (problem !== null) throw problem;
    const { market, strategy: asked } = loaded.scenario;
    if (market.price_source !== 'historical') {
      const command = `papertape paper ${shownFile(loaded.file)}`;
      const message = `is ${market.price_source}, and replay runs history: run it with ${command}, or set it to historical`;
      throw loaded.problem(['market', 'price_source'], message);
    }
    const code = loaded.strategyFile ?? asked.use;
    const strategy = await once(this.#strategies, [code, bundleFile], () => loadStrategy(loaded, bundleFile, onInput));
    const { catalog, instruments: known } = await once(this.#catalogs, catalogDir, () =>
      orDownload(loaded, () => open(catalogDir)),
    );
    const window = [catalogDir, market, loaded.strategyInterval];
    const planned = await once(this.#plans, window, () => orDownload(loaded, () => planMarket(loaded, catalog)));
    const instruments = resolveInstruments(loaded, known);
    const { rules } = instruments;
    const calendars = instruments.instruments.map(({ calendar }) => calendar);
    const plan = await once(this.#lacking, [window, calendars], () =>
      orDownload(loaded, () => withLacks(planned, loaded, catalog, calendars)),
    );
    const data = await once(this.#digests, [window, rules], () => digestData(plan, catalogDir, rules));
    return {
      loaded,
      catalogDir,
      instruments,
      plan,
      data,
      strategy,
      openFeed: (chunkRows) => openFeed(plan, catalog, instruments.instruments, chunkRows),
    };
  }

  /** The series of a run in memory that threads share, in the order of its plan; each is read once for all runs. */
  async columns({ plan, instruments, catalogDir }: PreparedRun): Promise<readonly Columns[]> {
    const { catalog } = await this.#catalogs.get(keyOf(catalogDir))!;
    const all: Columns[] = [];
    for (const [index, key] of plan.keys.entries()) {
      const { priceDecimals } = instruments.instruments[plan.series[index]!.symbol]!;
      const from = plan.starts[index]!;
      const to = plan.ends[index] ?? undefined;
      const request = { ...key, from, to, priceDecimals };
      all.push(await once(this.#columns, [catalogDir, request], () => loadColumns(catalog, request)));
    }
    return all;
  }

  close(): void {
    for (const opened of this.#catalogs.values()) {
      opened.then(
        ({ catalog }) => catalog.close(),
        () => undefined,
      );
    }
  }
}

async function open(dir: string): Promise<OpenCatalog> {
  const catalog = await openCatalog(dir);
  try {
    return { catalog, instruments: await readInstruments(dir) };
  } catch (error) {
    catalog.close();
    throw error;
  }
}

/** A file as it is typed after a command. */
const shownFile = (file: string): string => (/[^\w./-]/.test(file) ? JSON.stringify(file) : file);

const keyOf = (parts: unknown): string => JSON.stringify(parts);

/** What was made of these parts before, or is made now. */
function once<T>(made: Map<string, Promise<T>>, parts: unknown, make: () => Promise<T>): Promise<T> {
  const key = keyOf(parts);
  const before = made.get(key);
  if (before !== undefined) return before;
  const promise = make();
  made.set(key, promise);
  return promise;
}
