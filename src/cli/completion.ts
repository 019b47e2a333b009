/** What a shell offers at Tab: commands, flags and the words a place takes; nothing where it takes a file. */
import { type CommandWords, isSwitch } from './options.ts';
import { commandOf } from './words.ts';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** The hidden word by which the scripts ask: shell, then the words of the line up to the cursor. */
export const ASK = '--get-completions';

/** Flags of every command. */
const EVERYWHERE = { help: { describe: 'Show help' } };

interface Offer {
  readonly word: string;
  readonly about: string;
}

/**
 * @param words after `papertape`; the last one is what is being written, empty where it has not begun
 */
export function offers(words: readonly string[], known: readonly CommandWords[]): Offer[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = commandOf(before, known);
  const flag = flagOf(before.at(-1), command);
  if (flag !== undefined && !isSwitch(flag)) return among((flag.choices ?? []).map(String), current);
  if (current.startsWith('-')) return flags(before, command).filter(({ word }) => word.startsWith(current));
  if (command.commands !== undefined) return among(command.commands, current);
  // A file or a folder comes first, where the command works on one.
  const place = command.positional === undefined ? 0 : 1;
  return positionals(before, command) === place ? among(command.choices ?? [], current) : [];
}

/** Lines as the shell's script reads them. */
export function offersText(shell: Shell, words: readonly string[], known: readonly CommandWords[]): string {
  const line = ({ word, about }: Offer): string =>
    shell === 'zsh' && about !== '' ? `${word}:${about.replace(/\s+/g, ' ')}` : word;
  return offers(words, known)
    .map((offer) => `${line(offer)}\n`)
    .join('');
}

function among(words: readonly string[], current: string): Offer[] {
  return words.filter((word) => word.startsWith(current)).map((word) => ({ word, about: '' }));
}

/** Those not said yet, but for the ones that may be said again. */
function flags(before: readonly string[], { options }: CommandWords): Offer[] {
  return Object.entries({ ...options, ...EVERYWHERE })
    .filter(([name, option]) => !before.includes(`--${name}`) || ('array' in option && option.array === true))
    .map(([name, option]) => ({ word: `--${name}`, about: option.describe ?? '' }));
}

function flagOf(word: string | undefined, { options }: CommandWords): CommandWords['options'][string] | undefined {
  return word?.startsWith('--') === true ? options[word.slice('--'.length)] : undefined;
}

/** Words said after the command that are neither flags nor their values. */
function positionals(before: readonly string[], command: CommandWords): number {
  let count = 0;
  for (let i = 0; i < before.length; i += 1) {
    const flag = flagOf(before[i], command);
    if (flag !== undefined && !isSwitch(flag)) i += 1;
    else if (!before[i]!.startsWith('-')) count += 1;
  }
  return count - command.path.length;
}

/** What a shell reads once, to ask from then on. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# papertape: completion for bash. To have it in every shell: papertape completion bash >> ~/.bashrc
_papertape() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(papertape ${ASK} bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _papertape papertape
`,
  zsh: `#compdef papertape
# papertape: completion for zsh. To have it in every shell: papertape completion zsh >> ~/.zshrc (after compinit)
_papertape() {
  local -a offers
  offers=("\${(@f)$(papertape ${ASK} zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${offers[1]}" ]]; then _describe papertape offers; else _files; fi
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then _papertape "$@"; else compdef _papertape papertape; fi
`,
};
