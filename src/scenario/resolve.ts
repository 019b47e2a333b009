/** From a scenario's YAML to settings that can be run: defaults written out, every value checked. */
import { extname, isAbsolute, resolve as resolvePath } from 'node:path';
import type { z } from 'zod';
import type { InputError } from '../model/errors.ts';
import { parseInterval, parseTime } from '../model/time.ts';
import type { AnyStrategy } from '../strategy/define.ts';
import { checkScenario } from './checks.ts';
import { applyOverrides, reportingAsset, type ScenarioOverrides } from './overrides.ts';
import { type ResolvedScenario, scenarioSchema } from './schema.ts';
import { catalogFolder } from './shipped.ts';
import { type Path, ScenarioSource } from './source.ts';

/** A scenario that holds together, and what a run needs beside it. */
export interface LoadedScenario {
  readonly scenario: ResolvedScenario;
  /** The file as messages show it. */
  readonly file: string;
  /** Absolute. */
  readonly catalog: string;
  /** Absolute, where `strategy.use` is a path; null where it names a shipped strategy. */
  readonly strategyFile: string | null;
  /** A strategy that a program handed in, in the place of the one the scenario names. */
  readonly strategyObject: AnyStrategy | null;
  /** Microseconds. */
  readonly interval: number;
  readonly strategyInterval: number;
  /** Microseconds; null where the scenario does not say. */
  readonly from: number | null;
  readonly to: number | null;
  /** An error that names file, line and key: `problem(['market', 'symbols', 0], 'is not in the catalog')`. */
  readonly problem: (path: Path, message: string) => InputError;
}

/** `strategy.use` of a run whose strategy a program handed in. */
export const HANDED_IN = 'object';

/**
 * Reads, overrides and checks a scenario.
 *
 * @param text YAML
 * @param file its path; relative paths in it are relative to its folder
 * @param overrides from the command line, applied before anything is checked
 * @param strategy in the place of the one that the scenario names
 * @throws InputError with file, line, column, key and remedy: the first problem as the file reads
 */
export function resolveScenario(
  text: string,
  file: string,
  overrides: ScenarioOverrides = {},
  strategy?: AnyStrategy,
): LoadedScenario {
  const source = new ScenarioSource(text, file);
  applyOverrides(source, overrides);
  if (strategy !== undefined) source.replace(['strategy', 'use'], HANDED_IN, 'the strategy handed in');
  const parsed = scenarioSchema.safeParse(withImpliedValues(source.values(), file));
  if (!parsed.success) throw firstProblem(parsed.error.issues, source);
  const scenario = parsed.data;
  checkScenario(scenario, source);
  const { from, to } = scenario.market;
  const folder = resolvePath(file, '..');
  return {
    scenario,
    file,
    catalog: catalogFolder(resolvePath(folder, scenario.market.catalog)),
    strategyFile: isStrategyPath(scenario.strategy.use) ? resolvePath(folder, scenario.strategy.use) : null,
    strategyObject: strategy ?? null,
    interval: parseInterval(scenario.market.interval),
    strategyInterval: parseInterval(scenario.strategy.interval),
    from: from === null ? null : parseTime(from),
    to: to === null ? null : parseTime(to),
    problem: (path, message) => source.problem(path, message),
  };
}

/** True where `strategy.use` is a path to a module and not the name of a shipped strategy. */
export function isStrategyPath(use: string): boolean {
  return isAbsolute(use) || /[\\/]/.test(use) || /^\.[cm]?[jt]sx?$/.test(extname(use));
}

type Values = Record<string, unknown>;

function child(values: Values, key: string): Values | null {
  const value = values[key] ?? {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Values) : null;
}

/** Defaults that follow from other values of the same scenario. */
function withImpliedValues(values: Values, file: string): Values {
  const implied: Values = { ...values };
  implied.name ??= nameOfFile(file);
  const [strategy, market, portfolio, exchange] = ['strategy', 'market', 'portfolio', 'exchange'].map((key) =>
    child(values, key),
  );
  if (strategy && market) implied.strategy = { ...strategy, interval: strategy.interval ?? market.interval ?? '1m' };
  if (portfolio) {
    const asset = reportingAsset(portfolio);
    implied.portfolio = {
      ...portfolio,
      reporting_asset: portfolio.reporting_asset ?? asset,
      initial_balance: portfolio.initial_balance ?? { [asset]: '10000' },
    };
  }
  if (exchange) {
    const fill = exchange.fill_delay_ms ?? '100';
    implied.exchange = { ...exchange, fill_delay_ms: fill, cancel_delay_ms: exchange.cancel_delay_ms ?? fill };
  }
  return implied;
}

/** `scenarios/March 2020.yaml` runs as `March-2020`. */
function nameOfFile(file: string): string {
  const stem = (file.split(/[\\/]/).pop() ?? '').replace(/\.[^.]*$/, '');
  return stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'scenario';
}

interface Problem {
  readonly path: Path;
  readonly message: string;
  /** What is at fault: the key itself, or what it says. */
  readonly part: 'key' | 'value';
}

/** zod's issues as problems: a union's are those of the form that got furthest, or else of the first. */
function problemsOf(issues: readonly z.core.$ZodIssue[], prefix: Path): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...prefix, ...issue.path] as Path;
    if (issue.code === 'unrecognized_keys') {
      return [{ path: [...path, issue.keys[0] ?? ''], message: issue.message, part: 'key' }];
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const forms = issue.errors.map((form) => problemsOf(form, path));
      const depth = (form: readonly Problem[]): number => Math.max(...form.map((problem) => problem.path.length));
      return forms.reduce((best, form) => (depth(form) > depth(best) ? form : best));
    }
    return [{ path, message: issue.message, part: 'value' }];
  });
}

function firstProblem(issues: readonly z.core.$ZodIssue[], source: ScenarioSource): InputError {
  const problems = problemsOf(issues, []);
  const first = problems.reduce((a, b) => (source.order(b.path) < source.order(a.path) ? b : a));
  const others = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  return source.problem(first.path, `${first.message}${others}`, first.part);
}
