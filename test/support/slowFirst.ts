/** The order of test files: those that start processes and write files come first, so that no worker waits for one of them at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FIRST = ['docs', 'e2e', 'catalog', 'golden', 'properties', 'scenario', 'cli', 'twin', 'report', 'live'];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = FIRST.indexOf(/\/test\/([^/]+)\//.exec(moduleId)?.[1] ?? '');
      return at < 0 ? FIRST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
