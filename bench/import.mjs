// A CSV of one-minute candles of any size through `data import`, in a process of its own: processor time, memory sampled
// while it runs (its peak, and its median over the last half), and how soon a bad line is told, at the start and halfway.
// `npm run build && node bench/import.mjs [--mb 200 | --gb 2]` (as much disk again as the file, and a third of it).
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSeries } from '../dist/catalog/index.js';

const MINUTE = 60_000_000;
/** 1960-01-01: two gigabytes are 65 years of minutes. */
const FROM = -315_619_200;
const HEADER = 'time,open,high,low,close,volume\n';

const price = (cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** Minutes of a price that wanders, from a generator of its own so that every run writes the same. */
function* lines() {
  let [seed, last] = [12_345, 4_226_520];
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed / 4_294_967_296;
  };
  for (let minute = 0; ; minute += 1) {
    const close = Math.max(100_000, last + Math.round((random() - 0.5) * 2000));
    const high = Math.max(last, close) + Math.round(random() * 500);
    const low = Math.min(last, close) - Math.round(random() * 500);
    yield `${FROM + minute * 60},${price(last)},${price(high)},${price(low)},${price(close)},${(random() * 100).toFixed(8)}\n`;
    last = close;
  }
}

/** Writes about so many bytes; line `bad` of them has a word in the place of a price. */
async function writeCsv(path, bytes, bad = 0) {
  const out = createWriteStream(path);
  let [text, size, line] = [HEADER, 0, 1];
  for (const one of lines()) {
    line += 1;
    text += line === bad ? one.replace(/,[0-9.]+,/, ',none,') : one;
    if (text.length < 1 << 20) continue;
    size += text.length;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
    if (size >= bytes) break;
  }
  out.end();
  await once(out, 'finish');
}

/** Imports a file in this process and says what it took. */
async function child(file, catalog) {
  const samples = [];
  const timer = setInterval(() => samples.push(process.memoryUsage.rss() / 1e6), 20);
  const [started, used] = [performance.now(), process.cpuUsage()];
  const request = { file, catalog, venue: 'bench', symbol: 'BTC/USDT', interval: MINUTE };
  const answer = await importSeries(request).then(
    ({ rows }) => ({ rows }),
    (error) => ({ rows: 0, error: String(error.message).replace(/^.*?: /, '') }),
  );
  clearInterval(timer);
  const { user, system } = process.cpuUsage(used);
  const late = samples.slice(samples.length >> 1).sort((a, b) => a - b);
  const peak = samples.reduce((most, one) => Math.max(most, one), 0);
  return {
    ...answer,
    seconds: (performance.now() - started) / 1000,
    cpu: (user + system) / 1e6,
    peak,
    level: late[late.length >> 1] ?? peak,
  };
}

function measure(file, catalog) {
  const words = [fileURLToPath(import.meta.url), '--child', file, catalog];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

function told({ rows, seconds, cpu, peak, level, error }) {
  const what = error ?? `${rows} rows, ${((cpu * 1e6) / rows).toFixed(2)} s of processor a million`;
  return `${what}; ${seconds.toFixed(1)} s, processor ${cpu.toFixed(1)} s, peak ${peak.toFixed(0)} MB, level ${level.toFixed(0)} MB\n`;
}

async function main(bytes) {
  const dir = mkdtempSync(join(tmpdir(), 'papertape-import-'));
  const file = join(dir, 'in.csv');
  try {
    for (const size of [bytes / 4, bytes]) {
      await writeCsv(file, size);
      const written = statSync(file).size;
      const name = `${(written / 1e6).toFixed(0)} MB`.padEnd(10);
      process.stdout.write(`${name} ${told(measure(file, join(dir, `catalog${size}`)))}`);
      rmSync(join(dir, `catalog${size}`), { recursive: true, force: true });
    }
    for (const [where, bad] of [
      ['line 4', 4],
      ['halfway', Math.round(bytes / 2 / 59)],
    ]) {
      await writeCsv(file, bytes, bad);
      process.stdout.write(`${where.padEnd(10)} ${told(measure(file, join(dir, 'bad')))}`);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const [first, second = '', third = ''] = process.argv.slice(2);
if (first === '--child') process.stdout.write(JSON.stringify(await child(second, third)));
else await main(first === '--gb' ? Number(second) * 1e9 : first === '--mb' ? Number(second) * 1e6 : 200e6);
