import { assertFinite, assertInteger, assertKnownOptions, assertPositive } from "../../assert.js";
import { ArgumentError, ConvergenceError } from "../../errors.js";

export interface PlanningOptions {
  /** Weight of a reward one decision later, in (0, 1]. */
  readonly discount: number;
  /** Largest error of a value, absolute where values are below 1, else relative. @default 1e-10 */
  readonly tolerance?: number;
  /** @default 100 000 */
  readonly maxRounds?: number;
}

export interface HorizonOptions extends PlanningOptions {
  /** Number of decisions; the policy then depends on time. @default no limit */
  readonly horizon?: number | undefined;
}

export const planningOptions = ["discount", "tolerance", "maxRounds"] as const;

export function checkPlanning(
  options: HorizonOptions,
  known: readonly string[],
  name: string,
): { discount: number; tolerance: number; maxRounds: number } {
  assertKnownOptions(options, known, name);
  const { discount, tolerance = 1e-10, maxRounds = 100_000, horizon } = options;
  assertDiscount(discount);
  assertPositive(tolerance, "tolerance");
  assertInteger(maxRounds, "maxRounds", 1);
  if (horizon !== undefined) assertInteger(horizon, "horizon", 1);
  return { discount, tolerance, maxRounds };
}

export function assertDiscount(discount: unknown): asserts discount is number {
  assertFinite(discount, "discount");
  if (discount <= 0 || discount > 1)
    throw new ArgumentError(`discount must lie in (0, 1]; it was ${discount}.`);
}

/** How far values are from the fixed point when a sweep changed them by `change`. */
export function errorBound(discount: number, change: number): number {
  return discount === 1 ? Number.NaN : (discount / (1 - discount)) * change;
}

/** Whether a sweep's change is small enough. With discount 1 nothing bounds the rest, so the change itself must be tiny. */
export function settled(discount: number, change: number, size: number, tolerance: number): boolean {
  const allowed = tolerance * Math.max(1, size);
  return discount === 1 ? change <= 1e-3 * allowed : errorBound(discount, change) <= allowed;
}

export function notSettled(method: string, rounds: number, change: number, discount: number): never {
  const remedy =
    discount === 1
      ? " With discount 1 every policy must end the episode; use a discount below 1 or a horizon."
      : " Raise maxRounds or the tolerance.";
  throw new ConvergenceError(
    `${method} did not settle in ${rounds} rounds; the last one changed a value by ${change}.${remedy}`,
  );
}
