/** A scenario that comes with the package runs by its name, from any folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { scenarioFile, shippedScenarios } from '../../src/scenario/shipped.ts';
import { papertape, papertapeHere, temporaryFolder } from '../e2e/papertape.ts';

const FOLDER = fileURLToPath(new URL('../../scenarios', import.meta.url));

const messageOf = (name: string): Promise<string> =>
  loadScenario(name).then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  );

describe('a shipped scenario', () => {
  it('is each one of the folder, by its name', async () => {
    const files = readdirSync(FOLDER).map((name) => basename(name, '.yaml'));
    expect(await shippedScenarios()).toEqual(files.sort());
    for (const name of files) expect(await scenarioFile(name)).toBe(join(FOLDER, `${name}.yaml`));
  });

  it('runs by its name where there is no such file, and says which it is', async () => {
    const cwd = await temporaryFolder();
    const words = ['replay', 'quickstart', '--to', '2024-01-05'];
    const { code, stderr } = await papertape(words, { cwd });
    expect(stderr).toMatch(/^quickstart ships with papertape: .*[/\\]scenarios[/\\]quickstart\.yaml\n/);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'reports/quickstart/report.json'), 'utf8')).run.name).toBe('quickstart');
    expect((await papertape(['verify', 'reports/quickstart'], { cwd })).code).toBe(0);
  });

  it('of real history looks for it in the folder one is in, and says what fetches it there', async () => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await papertapeHere(['replay', 'march-2020'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no catalog at \S+data-real: .* papertape data download .* --catalog data-real\n$/);
    expect(stderr).toContain(join(cwd, 'data-real'));
  });

  it('is told apart from a strategy', async () => {
    const cwd = await temporaryFolder({ 'band.ts': 'export default {};', 'band.yaml': 'strategy: { use: ./band.ts }' });
    const { stderr } = await papertapeHere(['replay', 'band.ts'], { cwd });
    expect(stderr).toBe('papertape: band.ts: that is a strategy: name a scenario that uses it, such as band.yaml\n');
  });

  it('gives way to a file of its name', async () => {
    const own = join(await temporaryFolder({ quickstart: 'market: {}' }), 'quickstart');
    expect(await scenarioFile(own)).toBe(own);
  });

  it.each([
    ['quikstart', 'quikstart: there is no such file (did you mean quickstart?)'],
    [
      'scenarios/grid.yaml.d/grid.yaml',
      'scenarios/grid.yaml.d/grid.yaml: there is no such file: `papertape replay grid` runs the one that ships',
    ],
    ['nothing-like-it-at-all', 'nothing-like-it-at-all: there is no such file'],
  ])('%s is told what was meant', async (name, message) => {
    expect(await messageOf(name)).toBe(message);
  });
});
