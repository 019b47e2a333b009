/** What the environment holds that nobody is to read, and text without it. */
import type { CommandContext } from './context.ts';

/** Names of what the environment may hold that nobody is to read. */
const SECRET = /(?:KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE)$/i;
/** Shorter values are words that may stand in any line. */
const SHORTEST_SECRET = 6;

/** Values of the environment that must not be told. */
export function secretsOf(env: CommandContext['env']): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    SECRET.test(name) && value !== undefined && value.length >= SHORTEST_SECRET ? [value] : [],
  );
}

/** The text without secrets, whoever put them there. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
