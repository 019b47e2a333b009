import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASK, SCRIPTS } from '../../src/cli/completion.ts';
import { COMMAND, temporaryFolder } from '../e2e/papertape.ts';
import { inProcess } from '../support/in-process.ts';

/** What is offered for the line before the cursor, which stands at its end. */
const offered = async (shell: string, line: string): Promise<string[]> =>
  (await inProcess([ASK, shell, ...line.split(' ')])).trimEnd().split('\n');

describe('what is offered at Tab', () => {
  it('are commands, and the commands of a command', async () => {
    expect(await offered('bash', '')).toEqual(expect.arrayContaining(['replay', 'show', 'diff', 'verify', 'data']));
    expect(await offered('bash', 're')).toEqual(['replay']);
    expect(await offered('bash', 'data ')).toEqual(expect.arrayContaining(['import', 'check', 'list']));
  });

  it('are flags of the command, each once but those that may be said again', async () => {
    expect(await offered('bash', 'replay x.yaml --se')).toEqual(['--seed', '--set']);
    expect(await offered('bash', 'replay x.yaml --seed 7 --set a=1 --se')).toEqual(['--set']);
    expect(await offered('bash', 'data list --')).toEqual(['--catalog', '--json', '--help']);
  });

  it('are the words a place takes: the tables of a report, the choices of a flag', async () => {
    expect(await offered('bash', 'show reports/a ')).toEqual(expect.arrayContaining(['orders', 'refusals']));
    expect(await offered('bash', 'show --limit 5 reports/a re')).toEqual(['refusals']);
    expect(await offered('bash', 'completion ')).toEqual(['bash', 'zsh']);
    expect(await offered('bash', 'data import x.csv --stamp ')).toEqual(['open', 'end']);
  });

  it.each(['replay ', 'verify rep', 'show ', 'replay x.yaml --out ', 'show --where ', 'show a orders ', 'init '])(
    'are left to the shell where a file or a value is wanted: %s',
    async (line) => expect(await offered('bash', line)).toEqual(['']),
  );

  it('are explained in zsh', async () => {
    expect(await offered('zsh', 'diff a b --js')).toEqual([
      '--json:Print the differences as JSON on stdout and nothing else',
    ]);
  });
});

describe('papertape completion', () => {
  it('prints the script of the shell it is told, else of the one in use', async () => {
    expect(await inProcess(['completion', 'bash'])).toBe(SCRIPTS.bash);
    expect(await inProcess(['completion', 'zsh'])).toBe(SCRIPTS.zsh);
    expect(await inProcess(['completion'], { env: { SHELL: '/usr/bin/zsh' } })).toBe(SCRIPTS.zsh);
    expect(SCRIPTS.zsh).toMatch(/^#compdef papertape\n/);
    await expect(inProcess(['completion', 'zsch'])).rejects.toThrow(/no completion for zsch \(did you mean zsh\?\)/);
    await expect(inProcess(['completion'])).rejects.toThrow(/which shell is it for: name one of bash, zsh/);
  });

  it.skipIf(!existsSync('/bin/bash'))('works in a bash', async () => {
    const folder = await temporaryFolder({ 'mine.yaml': '' });
    const command = join(folder, 'papertape');
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
    chmodSync(command, 0o755);
    const script = `source <(papertape completion bash)
      ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _papertape; echo "\${COMPREPLY[*]}"; }
      ask papertape sh
      ask papertape show reports/a e
      ask papertape replay mine.yaml --tw
      ask papertape replay m
      complete -p papertape`;
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    const said = execFileSync('/bin/bash', ['--norc', '-c', script], { cwd: folder, env, encoding: 'utf8' });
    expect(said.split('\n')).toEqual([
      'show',
      'equity',
      '--twice',
      '',
      'complete -o bashdefault -o default -F _papertape papertape',
      '',
    ]);
  });
});
