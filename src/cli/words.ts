/** What is said where the words of a command line are wrong: what, and the nearest words that are right. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { CommandWords } from './options.ts';

/** Flags every command has. */
const COMMON_FLAGS = ['help', 'version'];

/**
 * The error of a command line: the command's own where it failed, else the parser's complaint in our words.
 *
 * @param message the parser's, empty where there is none
 * @param error what the command threw, or the parser's own kind of error
 */
export function problemWithWords(
  message: string,
  error: Error | undefined,
  words: readonly string[],
  known: readonly CommandWords[],
): Error {
  if (error !== undefined && error.name !== 'YError') return error;
  const command = commandOf(words, known);
  const help = `see ${['papertape', ...command.path].join(' ')} --help`;
  return new InputError(`${complaint(message || (error?.message ?? ''), words, command)}: ${help}`);
}

/** The most precise command the words begin with. */
export function commandOf(words: readonly string[], known: readonly CommandWords[]): CommandWords {
  const named = words.filter((word) => !word.startsWith('-'));
  const fitting = known.filter(({ path }) => path.every((part, index) => named[index] === part));
  return fitting.reduce((best, next) => (next.path.length > best.path.length ? next : best));
}

function complaint(message: string, words: readonly string[], command: CommandWords): string {
  const after = (pattern: RegExp): string[] | undefined => pattern.exec(message)?.[1]?.split(', ');
  const [unknown] = after(/^Unknown (?:argument|command)s?: (.*)$/) ?? [];
  if (unknown !== undefined) return unknownWord(unknown, words, command);
  const [flag] = after(/^Not enough arguments following: (.*)$/) ?? [];
  if (flag !== undefined) return `--${flag} needs a value`;
  const missing = after(/^Missing required arguments?: (.*)$/);
  if (missing !== undefined)
    return `${listed(missing.map((name) => `--${name}`))} ${missing.length > 1 ? 'are' : 'is'} missing`;
  const choice = /Argument: (.*), Given: (.*), Choices: (.*)$/s.exec(message);
  if (choice !== null) return `--${choice[1]} is ${choice[2]}, not one of ${choice[3]}`;
  const few = /^Not enough non-option arguments: got ([0-9]+)/.exec(message);
  if (few === null) return message;
  const whole = ['papertape', ...command.path].join(' ');
  if (command.positional !== undefined) {
    const lacking = command.positional.split(' ').slice(Number(few[1]));
    return `${whole} ${command.positional}: ${listed(lacking)} ${lacking.length > 1 ? 'are' : 'is'} missing`;
  }
  // The name of the program stands before every message already.
  const which = command.path.length === 0 ? 'name a command' : `${whole} wants a command`;
  return `${which}: ${command.commands?.join(', ')}`;
}

/** `A, B and C`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function unknownWord(word: string, words: readonly string[], command: CommandWords): string {
  const isFlag = words.some((said) => /^-/.test(said) && said.replace(/^--?(?:no-)?/, '').split('=')[0] === word);
  if (isFlag) {
    if (word.length === 1) return `there is no flag -${word}`;
    const near = didYouMean(word, [...Object.keys(command.options), ...COMMON_FLAGS]);
    return `there is no flag --${word}${near.replace('mean ', 'mean --')}`;
  }
  const commands = command.commands;
  if (commands === undefined) return `"${word}" is one word too many`;
  return `there is no command "${[...command.path, word].join(' ')}"${didYouMean(word, commands)}`;
}
