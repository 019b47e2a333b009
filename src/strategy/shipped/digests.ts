/** SHA-256 of the source of each shipped strategy. Written by tools/shipped-digests.mjs with every build. */
export const SHIPPED_DIGESTS: Readonly<Record<string, string>> = {
  breakout: '126fdce889b8d01f3d7af195159884694a0575a3c235f51b3cdc92337ccbeebe',
  'buy-and-hold': '475f964132420f799e80a4d3056bdf4d79a46c35fe138c368375261561115859',
  dca: '7c10a84d1c4add5c27bfd6a75e68b25e62be7f67419f65e176747e071f7ab23d',
  grid: 'af2ea8cd8dbbd04160bb51c4a2e78700a7c239b41093d77bb86f99cf8388988e',
  'mean-reversion': 'b21e4314bf4f9ad994b303ff0e64e50fd0463afbae21ec8fd921dd36304a880e',
  rebalance: '89562d494e75ae44b9c313593bbcd572f6ec2b5bb0ab5dbe23842f1990153fa7',
  scripted: '7daa2f67bc0ff04cb077210236712cc97e598a4efec5af702a6f0d01c29e4b81',
  'sma-cross': 'be407f06d303c2c333a36b73d9294b647e6a52c0e32c24b600a06ccd532d0280',
};
