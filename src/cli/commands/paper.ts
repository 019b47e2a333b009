/** `papertape paper`: a scenario on live prices, until it is told to stop. */
import type { CommandModule } from 'yargs';
import type { PaperOptions } from '../../scenario/paper-types.ts';
import { type CommandContext, printJson } from '../context.ts';
import {
  type CommandWords,
  examplesText,
  given,
  listFlag,
  type OptionTable,
  switchFlag,
  textFlag,
} from '../options.ts';

const paperOptions: OptionTable = {
  symbols: textFlag("A,B in the place of the scenario's symbols"),
  capital: textFlag('Initial balance of the reporting asset'),
  set: listFlag('path=value in the scenario; may be given several times'),
  interval: textFlag('Ask the strategy (onTimer) every so many seconds of tape time'),
  cycles: textFlag('Stop after so many such calls'),
  json: switchFlag('Print report.json on stdout and nothing else'),
};

export const paperWords: CommandWords = {
  path: ['paper'],
  positional: '[SCENARIO]',
  options: paperOptions,
  examples: [
    ['on the prices of Kraken, until Ctrl-C', 'papertape paper'],
    [
      'a made-up market, an hour of it in a moment',
      'papertape paper scenarios/paper-mock.yaml \\\n      --set market.mock.speed=max --cycles 60',
    ],
    ['another exchange', 'papertape paper --set market.live.exchange=coinbaseexchange \\\n      --symbols BTC/USD'],
  ],
};

export function paperCommand(context: CommandContext): CommandModule {
  return {
    command: 'paper [SCENARIO]',
    describe: 'Paper-trade a scenario on live prices; Ctrl-C ends it with its report',
    builder: (yargs) =>
      yargs
        .positional('SCENARIO', { type: 'string', describe: 'A scenario file (YAML); one that ships unless given' })
        .options(paperOptions)
        .epilogue(examplesText(paperWords)),
    handler: (argv) => paper(argv, context),
  };
}

async function paper(argv: Readonly<Record<string, unknown>>, context: CommandContext): Promise<void> {
  const { runPaper } = await import('../../scenario/paper.ts');
  const { liveLog } = await import('../live-log.ts');
  const { monotonicNow, signal, columns, hasColor } = context;
  const outcome = await runPaper(optionsOf(argv, context), {
    time: { monotonicNow },
    luck: `${process.pid} ${monotonicNow()}`,
    signal,
    onEvent: liveLog(context),
    table: { width: columns, color: hasColor },
  });
  if (argv.json === true) {
    printJson(context, outcome.report);
    return;
  }
  context.out(`${outcome.summary}\n`);
  if (outcome.folder !== null) context.out(`\nReport: ${outcome.folder}\n`);
}

function optionsOf(argv: Readonly<Record<string, unknown>>, { env }: CommandContext): PaperOptions {
  return {
    scenario: argv.SCENARIO === undefined ? null : String(argv.SCENARIO),
    overrides: { set: (argv.set as readonly string[] | undefined) ?? [], ...given(argv, ['symbols', 'capital']) },
    env,
    ...given(argv, ['interval', 'cycles']),
  };
}
