/** The folder of a comparison: the document, the same as Markdown, its tables, and each setting as a scenario. */
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type FolderKind, WholeFolder } from '../report/wholeFolder.ts';
import { resolvedYaml } from '../scenario/canonical.ts';
import { COMPARISON_SCHEMA, type ComparisonDocument } from './document.ts';
import { settingFile } from './names.ts';
import type { SettingOutcome } from './outcome.ts';
import { renderMarkdown } from './renderMarkdown.ts';
import { writeTables } from './tables.ts';

const FILE = 'comparison.json';
const SCHEMA_FAMILY = COMPARISON_SCHEMA.slice(0, COMPARISON_SCHEMA.lastIndexOf('/') + 1);

const KIND: FolderKind = {
  name: 'comparison',
  isOwn: async (folder) => {
    const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
    return text.includes(`"schema": "${SCHEMA_FAMILY}`);
  },
};

/** Looked at before the runs, written after them. One of `complete` and `abandon` must be called. */
export class ComparisonFolder {
  readonly #folder: WholeFolder;

  /** InputError where the folder cannot be written, or holds something that is no comparison. */
  static async open(folder: string): Promise<ComparisonFolder> {
    return new ComparisonFolder(await WholeFolder.open(folder, KIND));
  }

  private constructor(folder: WholeFolder) {
    this.#folder = folder;
  }

  async complete(comparison: ComparisonDocument, outcomes: readonly SettingOutcome[]): Promise<void> {
    const { temporary, shown } = this.#folder;
    try {
      await writeTables(temporary, comparison, outcomes);
    } catch (error) {
      throw this.#folder.problem(error);
    }
    await this.#folder.putInPlace({
      ...scenarios(outcomes, shown),
      'comparison.md': renderMarkdown(comparison, outcomes, shown),
      [FILE]: `${JSON.stringify(comparison, null, 2)}\n`,
    });
  }

  /** Safe after `complete`. */
  abandon(): Promise<void> {
    return this.#folder.abandon();
  }
}

function scenarios(outcomes: readonly SettingOutcome[], shown: string): Record<string, string> {
  const folder = resolve(shown, 'settings');
  const from = (path: string): string => {
    const way = relative(folder, path);
    return way.startsWith('.') ? way : `./${way}`;
  };
  return Object.fromEntries(
    outcomes.map(({ ready: { setting } }, i) => {
      const { scenario, catalog, strategyFile } = setting.loaded;
      const strategy = strategyFile === null ? {} : { strategy: from(strategyFile) };
      return [settingFile(i), resolvedYaml(scenario, { catalog: from(catalog), ...strategy })];
    }),
  );
}
