/** A folder of strategy files for tests, and a world to run them in. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as zod from 'zod';
import * as model from '../../../src/model/public.ts';
import type { ProvidedModules, StrategyScope } from '../../../src/scenario/strategy/index.ts';
import { bundleStrategy, evaluateStrategy, type StrategyBundle } from '../../../src/scenario/strategy/index.ts';
import { defineStrategy } from '../../../src/strategy/define.ts';
import { Sma } from '../../../src/strategy/sma.ts';

export const provided: ProvidedModules = {
  papertape: { defineStrategy },
  'papertape/indicators': { Sma },
  'papertape/model': model,
  zod,
};

/** 2024-03-10T08:30:00.123456Z: an hour that a clock in New York does not have. */
export const SIMULATED = Date.UTC(2024, 2, 10, 8, 30, 0, 123) * 1000 + 456;

export interface World extends StrategyScope {
  time: number;
  readonly lines: string[];
}

/** Draws are a counter's, so that equal worlds draw alike. */
export function makeWorld(): World {
  let draws = 0;
  const lines: string[] = [];
  return {
    time: SIMULATED,
    lines,
    now() {
      return this.time;
    },
    random: () => ((draws++ * 7919 + 12345) % 65536) / 65536,
    log: (level, message) => lines.push(`${level} ${message}`),
    math: Math,
  };
}

/** A temporary folder in which packages are found as in the project. */
export function makeFolder(): { path: string; write(name: string, text: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'papertape-strategy-'));
  symlinkSync(resolve('node_modules'), join(path, 'node_modules'));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** What `onCandle(input)` of an evaluated strategy returns. */
export function run(bundle: StrategyBundle, world: StrategyScope = makeWorld(), input?: unknown): unknown {
  const strategy = evaluateStrategy(bundle, world, provided) as { onCandle(input: unknown): unknown };
  return strategy.onCandle(input);
}

let count = 0;

/** Bundles a text as a strategy file of its own. */
export function bundleText(
  folder: { write(name: string, text: string): string },
  text: string,
): Promise<StrategyBundle> {
  return bundleStrategy(folder.write(`strategy-${count++}.ts`, text), provided);
}
