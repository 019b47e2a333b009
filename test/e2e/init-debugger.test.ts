/** A strategy under a debugger, as an editor drives one: over the inspector's own protocol. */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { COMMAND, papertape, temporaryFolder } from './papertape.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

/** A connection to a process that waits under `--inspect-brk`. */
class Inspector {
  readonly #socket: WebSocket;
  readonly #seen: Message[] = [];
  #told: () => void = () => undefined;
  #count = 0;
  #read = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#seen.push(JSON.parse(String(data)) as Message);
      this.#told();
    });
  }

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    const inspector = new Inspector(socket);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return inspector;
  }

  async #until(isIt: (message: Message) => boolean, from: number): Promise<[Message, number]> {
    for (let at = from; ; at++) {
      while (at >= this.#seen.length) await new Promise<void>((resolve) => (this.#told = resolve));
      if (isIt(this.#seen[at]!)) return [this.#seen[at]!, at + 1];
    }
  }

  async ask(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    this.#count += 1;
    const id = this.#count;
    this.#socket.send(JSON.stringify({ id, method, params }));
    const [{ result, error }] = await this.#until((message) => message.id === id, 0);
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  }

  /** The next event of that name after the one that was heard last. */
  async hear(method: string): Promise<Readonly<Record<string, unknown>>> {
    const [message, next] = await this.#until((candidate) => candidate.method === method, this.#read);
    this.#read = next;
    return message.params!;
  }

  close(): void {
    this.#socket.close();
  }
}

function mapOf({ sourceMapURL }: Script): ConstructorParameters<typeof SourceMap>[0] {
  return JSON.parse(Buffer.from(sourceMapURL.slice(sourceMapURL.indexOf(',') + 1), 'base64').toString('utf8'));
}

it('a debugger stops in the strategy’s own file, at the line that was asked for', async () => {
  // A name that a URL has to escape.
  const cwd = join(await temporaryFolder(), 'my strategy (1)');
  await mkdir(cwd);
  expect((await papertape(['init'], { cwd })).code).toBe(0);
  const source = await readFile(join(cwd, 'strategy.ts'), 'utf8');
  const line = source.split('\n').findIndex((text) => text.includes('ctx.buy('));
  const child = spawn(process.execPath, ['--inspect-brk=127.0.0.1:0', COMMAND, 'replay', 'scenario.yaml'], { cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const url = await new Promise<string>((resolve) => {
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const [, address] = /Debugger listening on (ws:\S+)/.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  const inspector = await Inspector.open(url);
  await inspector.ask('Runtime.enable');
  await inspector.ask('Debugger.enable');
  await inspector.ask('Runtime.runIfWaitingForDebugger');
  await inspector.hear('Debugger.paused');
  await inspector.ask('Debugger.resume');
  let bundle: Script;
  do bundle = (await inspector.hear('Debugger.scriptParsed')) as unknown as Script;
  while (!bundle.url.endsWith('strategy.ts.bundle.js'));
  expect(bundle.url).toBe(pathToFileURL(join(cwd, 'strategy.ts.bundle.js')).href);
  const map = mapOf(bundle);
  // Its source is named relative to it: the file that the user has open.
  expect(map.sourcesContent?.[map.sources.indexOf('strategy.ts')]).toBe(source);
  const lines = new SourceMap(map);
  const { scriptSource } = await inspector.ask('Debugger.getScriptSource', { scriptId: bundle.scriptId });
  const at = String(scriptSource)
    .split('\n')
    .flatMap((text, lineNumber) => [...text].map((_, columnNumber) => ({ lineNumber, columnNumber })))
    .find(({ lineNumber, columnNumber }) => {
      const entry = lines.findEntry(lineNumber, columnNumber);
      return 'originalLine' in entry && entry.generatedLine === lineNumber && entry.originalLine === line;
    });
  await inspector.ask('Debugger.setBreakpoint', { location: { scriptId: bundle.scriptId, ...at } });
  const stop = await inspector.hear('Debugger.paused');
  const [frame] = stop.callFrames as CallFrame[];
  expect(frame!.functionName).toBe('onCandle');
  const place = lines.findEntry(frame!.location.lineNumber, frame!.location.columnNumber);
  expect(place).toMatchObject({ originalLine: line });
  const evaluated = await inspector.ask('Debugger.evaluateOnCallFrame', {
    callFrameId: frame!.callFrameId,
    expression: '[params.slow, fast > slow, ctx.symbol].join()',
  });
  expect(evaluated.result).toMatchObject({ value: '50,true,BTC/USDT' });
  // It goes on to the end as if nobody had looked.
  await inspector.ask('Debugger.disable');
  inspector.close();
  expect(await ended).toBe(0);
  const [report] = await readdir(join(cwd, 'reports'));
  const quiet = await papertape(['verify', `reports/${report}`], { cwd });
  expect([quiet.code, quiet.stderr]).toEqual([0, '']);
});
