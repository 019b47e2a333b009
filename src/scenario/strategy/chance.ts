/** `Math` and `crypto` of a strategy: portable arithmetic, and draws that are keyed by the run's seed. */
import { forbidden } from './forbidden.ts';

type Random = () => number;

/** 2n ** 3n is lowered to a call of `Math.pow`, which knows doubles only: whole numbers are raised here, exactly. */
function wholePower(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new RangeError('Exponent must be non-negative');
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result *= square;
    if (rest > 1n) square *= square;
  }
  return result;
}

/** A `Math` of the run's own, so that a package which adds to it adds to nothing else. */
export function scopedMath(math: typeof Math, random: Random): typeof Math {
  const scoped = {} as typeof Math;
  // Copied and not inherited: what is handed in may be frozen, the strategy's own is not.
  const define = (name: string | symbol, value: unknown) =>
    Object.defineProperty(scoped, name, { value, writable: true, configurable: true });
  for (const name of Reflect.ownKeys(math)) define(name, Reflect.get(math, name));
  const power = math.pow;
  const pow = (base: number, exponent: number): number =>
    typeof base === 'bigint' && typeof exponent === 'bigint'
      ? (wholePower(base, exponent) as unknown as number)
      : power(base, exponent);
  define('pow', pow);
  define('random', () => random());
  return scoped;
}

const MOST_BYTES = 65_536;

/** `crypto.getRandomValues` and `randomUUID` from keyed draws, a byte each. Nothing here is secret or unpredictable. */
export function scopedCrypto(random: Random): object {
  const fill = (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
  };
  return Object.freeze({
    getRandomValues<T extends ArrayBufferView>(array: T): T {
      if (!ArrayBuffer.isView(array) || array instanceof DataView || isFloat(array)) {
        throw new TypeError('crypto.getRandomValues: expected a typed array of whole numbers');
      }
      if (array.byteLength > MOST_BYTES)
        throw new RangeError(`crypto.getRandomValues: at most ${MOST_BYTES} bytes a call`);
      fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    },
    randomUUID(): string {
      const bytes = new Uint8Array(16);
      fill(bytes);
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    get subtle(): never {
      throw forbidden('crypto.subtle', 'it answers with promises: take a synchronous hash from npm');
    },
  });
}

function isFloat(array: ArrayBufferView): boolean {
  return array instanceof Float32Array || array instanceof Float64Array;
}
