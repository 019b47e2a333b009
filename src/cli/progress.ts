/** One line on a terminal's stderr that says how far the work is, how fast, and how long it will take. */
import cliProgress from 'cli-progress';
import type { Progress } from '../scenario/replay-types.ts';
import { monotonicNow } from './monotonic.ts';

/** What one line of a terminal has room for; the widest first. `room` is for all but the bar. */
const FORMATS = [
  { format: '{phase} {bar} {percentage}% | {count}/{total} {unit} | {rate}/s | {left} left', room: 68 },
  { format: '{phase} {bar} {percentage}% | {rate}/s | {left} left', room: 41 },
  { format: '{phase} {percentage}% | {left} left', room: 0 },
] as const;
const WIDEST_BAR = 24;
const NARROWEST_BAR = 5;

/** A line that does not break: what is worked on, how far it is, and where there is room its rate and the time left. */
export function lineFor(columns: number): { readonly format: string; readonly barsize: number } {
  const { format, room } = FORMATS.find((each) => each.room + NARROWEST_BAR <= columns) ?? FORMATS[2];
  return { format, barsize: Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, columns - room)) };
}

export class ProgressBar {
  readonly #columns: number;
  #bar: cliProgress.SingleBar | null = null;
  #phase = '';
  #started = 0;
  #first = 0;
  #last = 0;

  /** @param columns of the terminal */
  constructor(columns: number) {
    this.#columns = columns;
  }

  show({ phase, done, total, unit }: Progress): void {
    if (total <= 0) return;
    // A line in between takes the bar away, and does not make the work begin anew.
    if (phase !== this.#phase || done < this.#last) {
      this.#phase = phase;
      this.#started = monotonicNow();
      this.#first = done;
      this.clear();
    }
    this.#last = done;
    if (this.#bar === null) this.#start(phase, total);
    const seconds = (monotonicNow() - this.#started) / 1000;
    const rate = seconds > 0 ? (done - this.#first) / seconds : 0;
    const left = durationText((total - done) / rate);
    // Of few long pieces, a part of one moves the bar and is not counted.
    this.#bar?.update(done, { phase, unit, count: Math.floor(done), rate: rateText(rate), left });
  }

  #start(phase: string, total: number): void {
    const options = { ...lineFor(this.#columns), clearOnComplete: true, hideCursor: true, fps: 10 };
    this.#bar = new cliProgress.SingleBar({ ...options, gracefulExit: false }, cliProgress.Presets.legacy);
    this.#bar.start(total, 0, { phase, unit: '', count: 0, rate: '-', left: '-' });
  }

  /** Takes the line away and gives the cursor back; the next `show` begins anew. */
  clear(): void {
    this.#bar?.stop();
    this.#bar = null;
  }
}

/** `12.3M` of something a second. */
export function rateText(rate: number): string {
  if (!Number.isFinite(rate)) return '-';
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(1)}M`;
  if (rate >= 1e3) return `${(rate / 1e3).toFixed(1)}k`;
  return rate.toFixed(rate > 0 && rate < 10 ? 1 : 0);
}

/** `1m 05s`, or `-` where it cannot be told. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole}s` : `${minutes}m ${String(whole % 60).padStart(2, '0')}s`;
}
