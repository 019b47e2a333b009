/** Arrow's module with what unpacks its buffers: Feather files are mostly compressed, by LZ4 or Zstandard. */

export type ArrowModule = typeof import('apache-arrow');

/** Loaded when the first Arrow file is met: 0.1 s that nobody else pays for. */
export async function loadArrow(): Promise<ArrowModule> {
  const arrow = await import('apache-arrow');
  const { CompressionType, compressionRegistry } = arrow;
  if (compressionRegistry.get(CompressionType.LZ4_FRAME) === null) {
    const [lz4, zstd] = await Promise.all([import('lz4js'), import('fzstd')]);
    compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => aligned(lz4.default.decompress(bytes)) });
    compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => aligned(zstd.decompress(bytes)) });
  }
  return arrow;
}

/** Bytes that columns of eight can lie on: what unpacks them may hand over a part of a longer array. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 8 === 0 ? bytes : bytes.slice());
