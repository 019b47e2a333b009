// Writes docs/cli.md from what `--help` says of every command. `npm run docs:update`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../dist/cli/run.js';

export const CLI_PAGE = fileURLToPath(new URL('../docs/cli.md', import.meta.url));

async function helpOf(path) {
  let text = '';
  const out = (more) => {
    text += more;
  };
  await runCommand([...path, '--help'], { out, err: out, columns: 80, env: {}, isTerminal: false, hasColor: false });
  return text.trim();
}

/** The names of the commands under a command, as its help lists them. */
function commandsIn(help, path) {
  const section = /\nCommands:\n(.*?)\n\n/s.exec(help)?.[1] ?? '';
  const lead = ` {2}papertape ${[...path, ''].join(' ')}`;
  return [...section.matchAll(new RegExp(`^${lead}([a-z-]+)`, 'gm'))].map(([, name]) => name);
}

/** Each command with its help, depth first. */
export async function everyCommand(path = []) {
  const help = await helpOf(path);
  const found = [{ path, help }];
  for (const name of commandsIn(help, path)) found.push(...(await everyCommand([...path, name])));
  return found;
}

const PRESETS = /\n\nPresets:\n.*?(?=\n\nExamples:)/s;

function section({ path, help }) {
  const name = ['papertape', ...path].join(' ');
  const text = help.replace(PRESETS, '\n\nPresets: see docs/data.md');
  return [`## ${name}`, '', '```text', text, '```', ''];
}

export async function cliPage() {
  const commands = await everyCommand();
  const anchors = commands.slice(1).map(({ path }) => {
    const name = path.join(' ');
    return `[${name}](#papertape-${name.replaceAll(' ', '-')})`;
  });
  return [
    '# Commands',
    '',
    'What `--help` says of each command; this page is written by `npm run docs:update`, and a test compares it.',
    '',
    anchors.join(' · '),
    '',
    ...commands.flatMap(section),
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    '| 0 | done |',
    '| 1 | internal error: ours, please report it |',
    '| 2 | bad input: one line says what, where, and how to mend it |',
    '| 3 | a check did not hold: `verify`, `diff`, `data check`, `bench`, `replay --twice`, `--audit` and `--lookahead` |',
    '| 130 | interrupted; no half-written file is left |',
    '',
    'Progress bars and colour appear on a terminal only, and never where `NO_COLOR` is set. `--json` prints one JSON document',
    'on stdout and nothing else; the mode, warnings and what a strategy logs go to stderr.',
    '',
  ].join('\n');
}

export async function updateCliPage() {
  writeFileSync(CLI_PAGE, await cliPage());
}
