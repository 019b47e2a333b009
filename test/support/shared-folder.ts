/** Where the shared data lies, and whether tests may do without it. */
import { fileURLToPath } from 'node:url';

/** The folder as a path: `../shared/data` from the project's root. */
export const sharedDataFolder = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** True where every test must run: then absent data is a failure, not a reason to skip. */
export const everythingRequired = process.env.PAPERTAPE_REQUIRE === 'all';
