/** `papertape completion`: the script by which a shell completes our words. */
import { basename } from 'node:path';
import type { CommandModule } from 'yargs';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { SCRIPTS, SHELLS, type Shell } from '../completion.ts';
import type { CommandContext } from '../context.ts';
import { type CommandWords, examplesText } from '../options.ts';

export const completionWords: CommandWords = {
  path: ['completion'],
  options: {},
  choices: SHELLS,
  examples: [
    ['in this bash', 'source <(papertape completion bash)'],
    ['in every zsh', 'papertape completion zsh >> ~/.zshrc'],
  ],
};

export function completionCommand(context: CommandContext): CommandModule {
  return {
    command: 'completion [SHELL]',
    describe: 'Print the script by which bash or zsh completes commands, flags and tables at Tab',
    builder: (yargs) =>
      yargs
        .positional('SHELL', { type: 'string', describe: `${SHELLS.join(' or ')} (default: the one you use)` })
        .epilogue(examplesText(completionWords)),
    handler: (argv) => {
      context.out(SCRIPTS[shellOf(argv.SHELL, context.env.SHELL)]);
    },
  };
}

/** @param own the user's login shell, such as /usr/bin/zsh */
function shellOf(said: unknown, own: string | undefined): Shell {
  const word = said === undefined ? basename(own ?? '') : String(said);
  const shell = SHELLS.find((name) => name === word);
  if (shell !== undefined) return shell;
  const what = word === '' ? 'which shell is it for' : `there is no completion for ${word}${didYouMean(word, SHELLS)}`;
  throw new InputError(`${what}: name one of ${SHELLS.join(', ')}, as in papertape completion bash`);
}
