/** Why an intent became no order: which rule it broke, with the value and the limit. */
import { AmountOverflowError } from '../model/errors.ts';
import { STATUS } from '../model/order.ts';

/** One object a run, written anew for each intent that is not approved. */
export class Refusal {
  /** Counted in the report. */
  rule = '';
  detail = '';
  /** `refused`, or `rejected` where a price it needs is missing. */
  status: number = STATUS.refused;

  /** Answers false, so that a check can end with it. */
  because(rule: string, detail: string): false {
    this.rule = rule;
    this.detail = detail;
    this.status = STATUS.refused;
    return false;
  }

  noPrice(detail: string): false {
    this.because('no_price', detail);
    this.status = STATUS.rejected;
    return false;
  }

  /** What comes to more units than there are is no order; any other error goes on. */
  ofOverflow(error: unknown): false {
    if (error instanceof AmountOverflowError) return this.because('amount', error.message);
    throw error;
  }

  /** Says of which part of the request it is. */
  of(part: string): false {
    this.detail = `${part}: ${this.detail}`;
    return false;
  }
}
