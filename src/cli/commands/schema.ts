/** `papertape schema`: what a scenario may say, for editors and tools. */
import type { CommandModule } from 'yargs';
import { type CommandContext, printJson } from '../context.ts';
import { type CommandWords, examplesText } from '../options.ts';

export const schemaWords: CommandWords = {
  path: ['schema'],
  options: {},
  examples: [
    ['for an editor: name it in the first line of a scenario, as init does', 'papertape schema > scenario.schema.json'],
  ],
};

export function schemaCommand(context: CommandContext): CommandModule {
  return {
    command: 'schema',
    describe: 'Print the JSON Schema of the scenario: every key, what it takes, its default',
    builder: (yargs) => yargs.epilogue(examplesText(schemaWords)),
    handler: async () => {
      const { scenarioJsonSchema } = await import('../../scenario/json-schema/build.ts');
      printJson(context, scenarioJsonSchema());
    },
  };
}
