/** Threefry: a keyed counter hash. The same key and counter give the same words, in any order and any number of times. */

const KEY_PARITY = 0x1bd11bda;

/** Words of an expanded key: four, their parity, and the first four again so that no index wraps. */
export const EXPANDED_KEY_WORDS = 9;

/** Four 32-bit words as the key that `threefry4x32` reads. */
export function expandKey(k0: number, k1: number, k2: number, k3: number): Int32Array {
  return Int32Array.of(k0, k1, k2, k3, KEY_PARITY ^ k0 ^ k1 ^ k2 ^ k3, k0, k1, k2, k3);
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/**
 * Threefry4x32 with 20 rounds, in 32-bit integer arithmetic: the four output words are written to `out`.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011);
 * passes BigCrush. The tests hold its published vectors (Random123, `kat_vectors`).
 *
 * @param key from `expandKey`
 */
export function threefry4x32(key: Int32Array, c0: number, c1: number, c2: number, c3: number, out: Int32Array): void {
  let x0 = (c0 + key[0]!) | 0;
  let x1 = (c1 + key[1]!) | 0;
  let x2 = (c2 + key[2]!) | 0;
  let x3 = (c3 + key[3]!) | 0;
  // Four rounds, a fifth of the key; the two sets of rotations take turns, and the fifth set of rounds is the last.
  for (let step = 1; ; step += 2) {
    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, 10) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotate(x3, 26) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotate(x3, 11) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotate(x1, 21) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, 13) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotate(x3, 27) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotate(x3, 23) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotate(x1, 5) ^ x2;
    x0 = (x0 + key[step]!) | 0;
    x1 = (x1 + key[step + 1]!) | 0;
    x2 = (x2 + key[step + 2]!) | 0;
    x3 = (x3 + key[step + 3]! + step) | 0;
    if (step === 5) break;
    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, 6) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotate(x3, 20) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotate(x3, 17) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotate(x1, 11) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, 25) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotate(x3, 10) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = rotate(x3, 18) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotate(x1, 20) ^ x2;
    x0 = (x0 + key[step + 1]!) | 0;
    x1 = (x1 + key[step + 2]!) | 0;
    x2 = (x2 + key[step + 3]!) | 0;
    x3 = (x3 + key[step + 4]! + step + 1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
