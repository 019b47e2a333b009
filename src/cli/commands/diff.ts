/** `papertape diff`: what differs first between two reports. */
import type { CommandModule } from 'yargs';
import { CheckError } from '../../model/errors.ts';
import { type CommandContext, printJson } from '../context.ts';
import { type CommandWords, examplesText, type OptionTable, switchFlag } from '../options.ts';

const diffOptions: OptionTable = {
  json: switchFlag('Print the differences as JSON on stdout and nothing else'),
};

export const diffWords: CommandWords = {
  path: ['diff'],
  positional: 'A B',
  options: diffOptions,
  examples: [
    ['what did the change do?', 'papertape diff reports/quickstart reports/cheaper'],
    ['for a script: exit 0 where nothing differs, else 3', 'papertape diff reports/quickstart reports/cheaper --json'],
  ],
};

export function diffCommand(context: CommandContext): CommandModule {
  return {
    command: 'diff <A> <B>',
    describe:
      'What differs first between two reports: settings, strategy, data, rows, metrics (exit 3 where something does)',
    builder: (yargs) =>
      yargs
        .positional('A', { type: 'string', describe: 'A report folder', demandOption: true })
        .positional('B', { type: 'string', describe: 'Another one', demandOption: true })
        .options(diffOptions)
        .epilogue(examplesText(diffWords)),
    handler: (argv) => diff(argv, context),
  };
}

async function diff(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const [a, b] = [String(argv.A), String(argv.B)];
  const { compareReports } = await import('../../report/compare/index.ts');
  const comparison = await compareReports(a, b, context.signal);
  if (argv.json === true) {
    const { diffJson } = await import('../diff-json.ts');
    printJson(context, diffJson(comparison));
  } else {
    const { diffText } = await import('../diff-text.ts');
    context.out(`${diffText(comparison, { width: context.columns, color: context.hasColor })}\n`);
  }
  const { first, rows } = comparison;
  if (first === null) return;
  throw new CheckError(`${a} and ${b} differ, first in their ${first === 'rows' ? rows[0]!.table : first}`);
}
