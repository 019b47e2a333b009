/** One line on a terminal's stderr that says how far the work is, how fast, and how long it will take. */
import cliProgress from 'cli-progress';
import type { Progress } from '../scenario/replay-types.ts';
import { monotonicNow } from './monotonic.ts';

const FORMAT = '{phase} {bar} {percentage}% | {value}/{total} {unit} | {rate}/s | {left} left';

export class ProgressBar {
  #bar: cliProgress.SingleBar | null = null;
  #phase = '';
  #started = 0;
  #first = 0;
  #last = 0;

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
    this.#bar?.update(done, { phase, unit, rate: rateText(rate), left: durationText((total - done) / rate) });
  }

  #start(phase: string, total: number): void {
    const options = { format: FORMAT, clearOnComplete: true, hideCursor: true, barsize: 24, fps: 10 };
    this.#bar = new cliProgress.SingleBar({ ...options, gracefulExit: false }, cliProgress.Presets.legacy);
    this.#bar.start(total, 0, { phase, unit: '', rate: '-', left: '-' });
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
  return rate.toFixed(0);
}

/** `1m 05s`, or `-` where it cannot be told. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole}s` : `${minutes}m ${String(whole % 60).padStart(2, '0')}s`;
}
