/** What the documentation lists is what the code has: commands, statistics, types, words, rules, models, files, rooms. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INTRABAR_PATHS } from '../../src/exchange/path.ts';
import { ORDER_EVENTS, ORDER_STATUSES, ORDER_TYPES, TIMES_IN_FORCE } from '../../src/model/order.ts';
import * as model from '../../src/model/public.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { unsupported } from '../../src/scenario/unsupported.ts';
import { StrategyContext } from '../../src/strategy/context.ts';
import { SHIPPED_STRATEGIES } from '../../src/strategy/shipped/index.ts';
import { ROOMS } from '../support/architecture/rooms.ts';
import { codeIn, pageText, ROOT, tableBelow } from './blocks.ts';

const source = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
/** What the tools that write parts of the documentation export. */
interface Tools {
  cliPage(): Promise<string>;
  statisticsPage(): string;
  strategiesPage(): string;
  readonly PICTURE: string;
  pictureOf(lines: readonly string[]): string;
  terminalLines(): Promise<string[]>;
  withoutTiming(picture: string): string;
}
const tool = (name: string): Promise<Tools> => import(new URL(`../../tools/${name}.mjs`, import.meta.url).href);
/** The first cell of each row, as code. */
const firstCells = (page: string, heading: string, nth = 0): string[] =>
  tableBelow(page, heading, nth).flatMap(([first]) => codeIn(first ?? ''));
const sorted = (words: Iterable<string>): string[] => [...new Set(words)].sort();

const AGAIN = 'npm run docs:update writes it anew';

describe('written by npm run docs:update', { timeout: 600_000 }, () => {
  it('every command as its --help says', async () => {
    const { cliPage } = await tool('cli-docs');
    expect(pageText('docs/cli.md'), AGAIN).toBe(await cliPage());
  });

  it('every statistic as the table has it', async () => {
    const { statisticsPage } = await tool('docs-update');
    expect(pageText('docs/statistics.md'), AGAIN).toBe(statisticsPage());
  });

  it('every scenario with its purpose', async () => {
    const { strategiesPage } = await tool('docs-update');
    expect(pageText('docs/strategies.md'), AGAIN).toBe(strategiesPage());
  });

  it('the picture of a terminal, as the quickstart prints today', async () => {
    const { PICTURE, pictureOf, terminalLines, withoutTiming } = await tool('terminal-picture');
    const kept = readFileSync(PICTURE, 'utf8');
    expect(kept.length).toBeLessThan(60_000);
    expect(withoutTiming(kept), AGAIN).toBe(withoutTiming(pictureOf(await terminalLines())));
  });
});

describe('how an order is simulated', () => {
  const page = 'docs/simulation.md';

  it('every type of order', () => {
    expect(sorted(firstCells('README.md', 'How an order is simulated'))).toEqual(sorted([...ORDER_TYPES, 'post_only']));
    expect(firstCells(page, 'Order types')).toEqual([...ORDER_TYPES]);
  });

  it('every path, status, event and time in force', () => {
    expect(firstCells(page, 'Price', 1)).toEqual([...INTRABAR_PATHS]);
    expect(sorted(firstCells(page, 'The life of an order'))).toEqual(sorted(ORDER_STATUSES));
    const words = codeIn(pageText(page));
    for (const word of [...ORDER_EVENTS, ...TIMES_IN_FORCE]) expect(words.join(' ')).toContain(word);
  });

  it('every rule that an order can break', () => {
    const words = new Set([...codeIn(pageText(page)), ...codeIn(pageText('docs/strategies.md'))].map(snakeCase));
    const files = ['src/execution', 'src/exchange', 'src/engine'].flatMap((folder) =>
      filesOf(folder).map((name) => `${folder}/${name}`),
    );
    const rules = files.flatMap((file) => {
      const text = source(file);
      const found = text.matchAll(/(?:because\(|rule: |reject\(\w+, |'rejected', |'refused', )\s*'([a-z_]+)'/g);
      return [...found].map(([, rule]) => rule!);
    });
    expect(rules.length).toBeGreaterThan(20);
    expect(sorted(rules).filter((rule) => !words.has(rule))).toEqual([]);
  });

  it('every reason of a cancel', () => {
    const texts = filesOf('src/exchange').map((name) => source(`src/exchange/${name}`));
    const found = texts.flatMap((text) => [
      ...text.matchAll(/(?:cancel|cancelAll|canceled)\([^;']*'(\w+)'(?: : '(\w+)')?\)/g),
    ]);
    const reasons = sorted(found.flatMap(([, one, other]) => (other === undefined ? [one!] : [one!, other])));
    expect(reasons.length).toBeGreaterThan(5);
    const listed = tableBelow(page, 'Refusals and rejections', 1).flatMap(([first]) => codeIn(first ?? ''));
    expect(reasons.filter((reason) => !listed.includes(reason))).toEqual([]);
  });

  it('what a scenario can name and this version does not have, and nothing else', () => {
    const refused = tableBelow(page, 'Not in this version').map((cells) => codeIn(cells.join(' ')));
    const base = 'strategy: { use: sma-cross }\nmarket: { catalog: c, symbols: [BTC/USDT] }\n';
    for (const [path, value] of refused) {
      const loaded = resolveScenario(base, 'x.yaml', { set: [`${path}=${value}`] });
      expect([path, unsupported(loaded)?.message]).toEqual([
        path,
        expect.stringContaining('not available in this version'),
      ]);
    }
    const limits = [...source('src/scenario/unsupported.ts').matchAll(/path: \[([^\]]+)\]/g)];
    const paths = limits.map(([, path]) => path!.replaceAll("'", '').split(', ').join('.'));
    expect(sorted(refused.map(([path]) => path!))).toEqual(sorted(paths));
  });

  it('every model of slippage, of limit fills and of partial fills', () => {
    const schema = source('src/scenario/schema.ts');
    const names = [...schema.matchAll(/model: z\.literal\('(\w+)'\)/g)].map(([, name]) => name!);
    const words = pageText(page);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(words))).toEqual([]);
  });
});

describe('strategies', () => {
  const page = 'docs/strategies.md';

  it('all that ship, with the parameters they take', () => {
    const rows = tableBelow(page, 'What ships').map(
      ([name, , params]) => [codeIn(name!)[0]!, codeIn(params!)] as const,
    );
    const shipped = [...SHIPPED_STRATEGIES].map(([name, { params }]) => {
      const { shape } = params as unknown as { readonly shape: object };
      return [name, Object.keys(shape)] as const;
    });
    expect(new Map(rows)).toEqual(new Map(shipped));
  });

  it('everything a context has', () => {
    const ours = ['constructor', 'turnTo', 'submit', 'outsideWindow', 'refuseOutside'];
    const methods = Object.getOwnPropertyNames(StrategyContext.prototype).filter((name) => !ours.includes(name));
    const listed = firstCells(page, 'The context').map((word) => word.replace(/\(.*/, ''));
    expect(sorted(listed)).toEqual(sorted([...methods, 'params', 'state']));
  });

  it('every word of an order', () => {
    const options = /const OPTIONS[^{]*\{(.*?)\}/s.exec(source('src/strategy/requestCheck.ts'))?.[1] ?? '';
    const keys = [...options.matchAll(/(\w+): true/g)].map(([, key]) => key!);
    expect(keys.length).toBeGreaterThan(15);
    expect(sorted(firstCells(page, 'The words of an order'))).toEqual(sorted(keys));
  });

  it('everything that papertape/model exports', () => {
    const [, listed = ''] = /`papertape\/model` exports (.*?), on whole units/.exec(pageText(page)) ?? [];
    expect(sorted(codeIn(listed))).toEqual(sorted(Object.keys(model)));
  });
});

describe('the rest', () => {
  it('every room that is there, in its order', () => {
    const there = readdirSync(`${ROOT}src`).filter((name) => name !== 'index.ts');
    expect(firstCells('docs/design.md', 'Rooms')).toEqual(ROOMS.filter((room) => there.includes(room)));
  });

  it('every file of a report', () => {
    const golden = readdirSync(`${ROOT}reports/golden/quickstart`);
    const listed = firstCells('docs/statistics.md', 'The report folder');
    expect(golden.filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed).toContain('strategy.bundle.js');
  });

  it('every bench', () => {
    const names = [...source('bench/cases.ts').matchAll(/(?:shared\(|name: )'([\w-]+)'/g)].map(([, name]) => name!);
    const [table] = pageText('docs/performance.md').split('\n## ');
    const listed = [...table!.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name!);
    expect(sorted(listed)).toEqual(sorted(names));
  });

  it('every digest', () => {
    const names = [...source('src/engine/digest.ts').matchAll(/^ {2}readonly (\w+): string;/gm)].map(
      ([, name]) => name!,
    );
    expect(sorted(firstCells('docs/determinism.md', 'Digests'))).toEqual(sorted(names));
  });

  it('what the recipes tell to change is there', () => {
    const text = pageText('README.md');
    const places: Readonly<Record<string, readonly string[]>> = {
      'src/exchange/slippage.ts': ['slippageModel'],
      'src/exchange/slippage/contract.ts': ['price', 'bound'],
      'src/exchange/limitFill.ts': ['LimitFill', 'buys', 'sells'],
      'src/exchange/liquidity.ts': ['liquidityModel', 'quantity', 'use'],
      'src/statistics/table.ts': ['STATISTICS', 'row(...)'],
      'src/catalog/presets.ts': ['PRESETS'],
    };
    for (const [path, names] of Object.entries(places)) {
      for (const name of names) {
        expect([path, text]).toEqual([path, expect.stringContaining(`\`${name}\``)]);
        expect([name, source(path)]).toEqual([name, expect.stringContaining(name.replace('(...)', '('))]);
      }
    }
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(`${ROOT}${folder}`).filter((name) => name.endsWith('.ts'));
}

function snakeCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
