/** Time and chance: the only source of either that a run can see. */
export { DrawKey } from './draws.ts';
export { SimulatedClock } from './simulated-clock.ts';
export { SystemClock, type SystemTime } from './system-clock.ts';
