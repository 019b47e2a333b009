// Writes data/, the embedded sample catalog: `npm run sample-data`. Its content is a pure function of src/catalog/sample.ts.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeSample } from '../dist/catalog/sample.js';

const data = fileURLToPath(new URL('../data', import.meta.url));
rmSync(`${data}/candles`, { recursive: true, force: true });
rmSync(`${data}/instruments.json`, { force: true });
await writeSample(data);
