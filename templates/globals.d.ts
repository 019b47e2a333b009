// What a strategy finds beside the language itself (`lib: es2023`). Timers, the network and Node's own names are not
// there when it runs, so they are not here either.

/** Writes to the run's log with the simulated time, as `ctx.log` does. */
declare var console: Readonly<
  Record<'log' | 'info' | 'debug' | 'warn' | 'error' | 'dir' | 'table' | 'trace', (...values: unknown[]) => void> & {
    assert(condition: unknown, ...values: unknown[]): void;
  }
>;

/** Simulated milliseconds since the strategy was loaded. `Date` tells simulated time, too. */
declare var performance: { now(): number; readonly timeOrigin: number };

/** Seeded draws, as `Math.random()` gives them: nothing here is secret. */
declare var crypto: {
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): string;
};

declare function structuredClone<T>(value: T): T;
declare function atob(text: string): string;
declare function btoa(text: string): string;

declare class TextEncoder {
  encode(text?: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}
