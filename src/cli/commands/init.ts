/** `papertape init`: a folder with a scenario and a typed strategy that run. */
import { relative } from 'node:path';
import type { CommandModule } from 'yargs';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText } from '../options.ts';

export const initWords: CommandWords = {
  path: ['init'],
  options: {},
  examples: [
    ['in a folder of its own', 'papertape init my-strategy'],
    ['in this one', 'papertape init'],
  ],
};

export function initCommand(context: CommandContext): CommandModule {
  return {
    command: 'init [DIR]',
    describe: 'Write a scenario, a typed strategy and sample prices that run, also offline',
    builder: (yargs) =>
      yargs
        .positional('DIR', { type: 'string', describe: 'A folder; made where there is none', default: '.' })
        .epilogue(examplesText(initWords)),
    handler: (argv) => init(String(argv.DIR), context),
  };
}

const MADE = `  strategy.ts     when to buy and sell: a fast and a slow average, with a stop-loss
  scenario.yaml   what to run: strategy, market, money, fees
  data/           prices: three months of a market that never was (BTC/USDT, one minute)
  tsconfig.json   types for your editor, from .papertape/ (made anew when papertape moves)
`;

async function init(dir: string, context: CommandContext): Promise<void> {
  const { initProject } = await import('../../scenario/init/init.ts');
  const { hasOwnGitignore } = await initProject(dir);
  const here = relative('', dir) === '';
  // Who came by npx has no command of that name.
  const papertape = context.env.npm_command === 'exec' ? 'npx papertape' : 'papertape';
  const ignored = hasOwnGitignore ? 'Your .gitignore stays as it is: reports/ and journals/ may belong in it.\n\n' : '';
  context.out(`${here ? 'This folder' : dir} has now:\n${MADE}\n${ignored}Next:
${here ? '' : `  cd ${/\s/.test(dir) ? JSON.stringify(dir) : dir}\n`}  ${papertape} replay scenario.yaml            # run it, and read its summary
  ${papertape} replay scenario.yaml --watch    # edit strategy.ts: it runs again each time you save
  ${papertape} data import --help              # your own prices, into data/
`);
}
