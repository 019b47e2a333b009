/** What was measured, as a table to be pasted into an issue, or as a document. */

import { grouped } from '../../report/format.ts';
import type { Measured, Runs } from './measure.ts';
import { CASES, type CaseName } from './names.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  /** Processes that wanted a core in the minute before; null where the system does not tell. */
  readonly load: number | null;
}

export interface Versions {
  readonly papertape: string;
  readonly node: string;
  readonly duckdb: string;
}

export interface BenchRow extends Measured {
  readonly name: CaseName;
  readonly unit: string;
  readonly candles: number;
}

export interface BenchResult extends Runs {
  readonly versions: Versions;
  readonly machine: Machine;
  readonly rows: readonly BenchRow[];
}

const millions = (rate: number): string => (rate / 1e6).toFixed(2);

/** GitHub's Markdown. */
export function benchMarkdown({ versions, machine, rows, runs, warmup }: BenchResult): string {
  const { cpu, cores, memoryBytes, platform, load } = machine;
  const heads = ['case', 'what', 'candles', 'rate (million/s)', 'slowest to fastest', 'digest'];
  const cells = rows.map((row) => [
    row.name,
    CASES[row.name],
    grouped(row.candles, 0),
    `${millions(row.rate)} ${row.unit}`,
    `${millions(row.slowest)} to ${millions(row.fastest)}`,
    `\`${row.digest}\``,
  ]);
  const isRight = [false, false, true, true, true, false];
  const widths = heads.map((head, j) => Math.max(head.length, ...cells.map((row) => row[j]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, j) => (isRight[j] ? cell.padStart(widths[j]!) : cell.padEnd(widths[j]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, j) => (isRight[j] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  const busy = load === null ? '' : `, load ${load.toFixed(1)}`;
  return [
    line(heads),
    rule,
    ...cells.map(line),
    '',
    `papertape ${versions.papertape}, Node ${versions.node}, DuckDB ${versions.duckdb}; ${platform}, ${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB${busy}.`,
    `Medians of ${runs} runs, each case in a process of its own, after ${warmup} to warm up. One symbol's minutes; equal candles, equal digests.`,
  ].join('\n');
}

export function benchDocument({ versions, machine, rows, runs, warmup }: BenchResult): object {
  const { cpu, cores, memoryBytes, platform, load } = machine;
  return {
    schema: 1,
    versions,
    hardware: { cpu, cores, memory_bytes: memoryBytes, platform, load_average: load },
    runs,
    warmup_runs: warmup,
    cases: rows.map(({ name, unit, candles, count, rate, slowest, fastest, digest }) => ({
      name,
      what: CASES[name],
      candles,
      unit,
      count,
      per_second: Math.round(rate),
      slowest_per_second: Math.round(slowest),
      fastest_per_second: Math.round(fastest),
      digest,
    })),
  };
}
