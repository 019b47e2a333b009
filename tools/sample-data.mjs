// Writes data/, the embedded sample catalog: `npm run sample-data`. Its content is a pure function of src/catalog/sample.ts.
import { fileURLToPath } from 'node:url';
import { writeSample } from '../dist/catalog/sample.js';

await writeSample(fileURLToPath(new URL('../data', import.meta.url)));
