/** SHA-256 of the source of each shipped strategy. Written by tools/shipped-digests.mjs with every build. */
export const SHIPPED_DIGESTS: Readonly<Record<string, string>> = {
  'buy-and-hold': 'b6741e80f26cc3ca50bd246f8fc29608cc65f6af06bb4370d02fc30223b0b329',
  scripted: '422fc79fecdb497941509b26e7e06d1e0d7f531179f6e834e20cb86dc627fcd6',
  'sma-cross': '18f8fea6e021f7f6a6776b6e07e44a79bcff499b5d6db7657f7428666735f4b0',
};
