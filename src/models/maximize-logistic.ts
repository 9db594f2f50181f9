import { ConvergenceError } from "../errors.js";
import { type NewtonResult, newton } from "../numeric/newton.js";
import type { SumsProvider } from "../numeric/sums.js";
import type { Features, SparseFeatures } from "./learner.js";
import { refuseDependent } from "./refuse-dependent.js";

/**
 * The maximum of a logistic likelihood, whoever answers its sums. `pilots` answer for parts of the rows, coarsest first;
 * the columns `x`, where they are in memory, only serve an error.
 */
export async function maximizeLogistic(
  provider: SumsProvider,
  pilots: readonly SumsProvider[],
  names: readonly string[],
  x?: Features | SparseFeatures,
): Promise<NewtonResult> {
  const result = await newton(provider, await pilotStart(pilots, provider.size));
  refuseFailure(result, names, x);
  return result;
}

/**
 * Where to start: each pilot gives the next a start, and needs only to come within its own sampling error; one that
 * fails is passed over.
 */
export async function pilotStart(pilots: readonly SumsProvider[], size: number): Promise<Float64Array> {
  let start: Float64Array = new Float64Array(size);
  for (const pilot of pilots) {
    const { status, beta } = await newton(pilot, start, { tolerance: 0.06, mostSteps: 15 });
    if (status === "converged") start = beta;
  }
  return start;
}

/** Throws the error of a search that found no maximum. */
function refuseFailure(
  { status, steps, beta, information }: NewtonResult,
  names: readonly string[],
  x: Features | SparseFeatures | undefined,
): void {
  if (status === "converged") return;
  if (status === "singular" && steps === 1) refuseDependent(information, names, x);
  const slopes = [...beta.subarray(1)].map(Math.abs);
  const name = names[slopes.indexOf(Math.max(...slopes))];
  throw new ConvergenceError(
    `logistic regression found no finite maximum in ${steps} steps: the columns separate 0 from 1, and the coefficient of "${name}" grows without bound. Drop or merge that term, or use a penalty (ridge).`,
  );
}
