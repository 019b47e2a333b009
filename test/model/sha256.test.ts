import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sha256 } from '../../src/model/sha256.ts';

const theirs = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('is the SHA-256 of the platform, in whatever pieces the bytes come', () => {
  // FIPS 180-4, appendix B.
  const abc = new Sha256();
  abc.update(Uint8Array.of(0x61, 0x62, 0x63));
  expect(abc.digest()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
      const own = new Sha256();
      for (const piece of pieces) own.update(piece);
      expect(own.digest()).toBe(theirs(Buffer.concat(pieces)));
    }),
    { numRuns: 500 },
  );
  for (const length of [55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000_003]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
    const own = new Sha256();
    own.update(bytes);
    expect(own.digest()).toBe(theirs(bytes));
  }
});
