/** SHA-256 of the source of each shipped strategy. Written by tools/shipped-digests.mjs with every build. */
export const SHIPPED_DIGESTS: Readonly<Record<string, string>> = {
  'buy-and-hold': 'b6741e80f26cc3ca50bd246f8fc29608cc65f6af06bb4370d02fc30223b0b329',
  scripted: '6b13e6cf83774b66635dbcd4f7e6728deaa33c451c9511dbb08f35a9ab1cb814',
  'sma-cross': '18f8fea6e021f7f6a6776b6e07e44a79bcff499b5d6db7657f7428666735f4b0',
};
