/** Stretches of time, [from, to) in microseconds: united, and taken from each other. */

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same stretches in order of time, each as long as it can be. */
export function united(spans: readonly Span[]): Span[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else if (to > from) result.push({ from, to });
  }
  return result;
}

/** What of a window the stretches leave open, in order of time. */
export function leftOpen(window: Span, spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  let from = window.from;
  for (const span of united(spans)) {
    if (span.to <= from) continue;
    if (span.from >= window.to) break;
    if (span.from > from) result.push({ from, to: span.from });
    from = span.to;
  }
  if (from < window.to) result.push({ from, to: window.to });
  return result;
}

/** Whole intervals in the stretches. */
export function intervalsIn(spans: readonly Span[], interval: number): number {
  return spans.reduce((sum, { from, to }) => sum + Math.ceil((to - from) / interval), 0);
}
