import { ConvergenceError } from "../../errors.js";
import { type Cholesky, cholesky } from "../../numeric/cholesky.js";
import { type NewtonResult, newton } from "../../numeric/newton.js";
import type { SumsProvider } from "../../numeric/sums.js";
import { divergingColumn } from "../diverging-column.js";
import { refuseDependent } from "../refuse-dependent.js";

/** A maximum, with the sums taken there. */
export interface Maximum {
  readonly beta: Float64Array;
  readonly deviance: number;
  readonly information: Cholesky;
  readonly steps: number;
}

/** Names of what a failed search is about. */
export interface Failing {
  /** Such as "multinomial regression". */
  readonly what: string;
  readonly names: readonly string[];
  /** Why coefficients grow without bound when they do. */
  readonly why: string;
}

/** Newton's method to the maximum of a concave likelihood, or the error that says why there is none. */
export async function maximizeLikelihood(
  provider: SumsProvider,
  start: Float64Array,
  failing: Failing,
): Promise<Maximum> {
  const result = await newton(provider, start);
  if (result.status !== "converged") refuse(result, failing);
  const { deviance, matrix } = await provider.at(result.beta, "information");
  return { beta: result.beta, deviance, information: cholesky(matrix, provider.size), steps: result.steps };
}

function refuse(result: NewtonResult, { what, names, why }: Failing): never {
  const { status, steps, information } = result;
  const p = names.length + 1;
  if (status === "singular" && steps === 1) {
    const dependent = [...new Set(information.dependent.map((k) => k % p))];
    refuseDependent({ ...information, dependent }, names);
  }
  const k = divergingColumn(result, p) % p;
  const name = k === 0 ? "the intercept" : `"${names[k - 1]}"`;
  throw new ConvergenceError(
    `${what} found no finite maximum in ${steps} steps: ${why}, and the coefficient of ${name} grows without bound. Drop or merge that term, or use a penalty.`,
  );
}
