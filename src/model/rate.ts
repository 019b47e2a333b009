/** A rate as a reduced fraction: 0.26 % is 13/5000. Exact where a double is not. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
}
