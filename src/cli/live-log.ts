/** The log of a live session: one JSON object a line on stderr, and no secret in it. */
import pino from 'pino';
import type { LiveEvent } from '../scenario/paper-types.ts';
import type { CommandContext } from './context.ts';
import { secretsOf, withoutSecrets } from './secrets.ts';

export function liveLog({ err, env }: CommandContext): (event: LiveEvent) => void {
  const secrets = secretsOf(env);
  const stream = { write: (line: string) => err(withoutSecrets(line, secrets)) };
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    stream,
  );
  return ({ level, message, fields }) => log[level](withTime(fields), message);
}

/** Tape time as people read it. */
function withTime({ tape_time: time, ...fields }: LiveEvent['fields']): LiveEvent['fields'] {
  return typeof time === 'number' ? { tape_time: new Date(time / 1000).toISOString(), ...fields } : fields;
}
