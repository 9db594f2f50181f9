import { type Cholesky, cholesky } from "./cholesky.js";
import type { Sums, SumsProvider } from "./sums.js";

export interface NewtonOptions {
  /**
   * Relative error that the information may have, since the sums are not taken again after the last step; that of the
   * coefficients is far smaller. @default 1e-8
   */
  readonly tolerance?: number | undefined;
  /** @default 50 */
  readonly mostSteps?: number | undefined;
}

/**
 * Where Newton's method ended. Only `"converged"` is a maximum; `"singular"`: the Hessian is; `"diverging"`: steps shrink
 * only geometrically, as they do when the likelihood rises forever; `"stalled"`: no shorter step helps.
 */
export interface NewtonResult {
  readonly status: "converged" | "singular" | "diverging" | "stalled";
  readonly beta: Float64Array;
  /** The last sums. When converged they are those of a point within the tolerance of `beta`. */
  readonly sums: Sums;
  readonly information: Cholesky;
  readonly steps: number;
}

/** Maximizes a log-likelihood by Newton's method with step halving. */
export async function newton(
  provider: SumsProvider,
  start: Float64Array,
  options: NewtonOptions = {},
): Promise<NewtonResult> {
  const search = newtonSearch(start, options);
  let asked = search.next();
  while (!asked.done) asked = search.next(await provider.at(asked.value, "information"));
  return asked.value;
}

/** The same where sums are at hand at once, as in the replicates of a bootstrap. */
export function newtonNow(
  sumsAt: (beta: Float64Array) => Sums,
  start: Float64Array,
  options: NewtonOptions = {},
): NewtonResult {
  const search = newtonSearch(start, options);
  let asked = search.next();
  while (!asked.done) asked = search.next(sumsAt(asked.value));
  return asked.value;
}

/** The search itself: asks for sums at coefficients, whoever answers. */
function* newtonSearch(
  start: Float64Array,
  { tolerance = 1e-8, mostSteps = 50 }: NewtonOptions,
): Generator<Float64Array, NewtonResult, Sums> {
  let beta = start;
  let sums = yield beta;
  let [before, slow] = [0, 0];
  for (let steps = 1; ; steps++) {
    const information = cholesky(sums.matrix, beta.length);
    const ended = (status: NewtonResult["status"]): NewtonResult => ({
      status,
      beta,
      sums,
      information,
      steps,
    });
    if (information.dependent.length > 0) return ended("singular");
    const step = information.solve(sums.gradient);
    const change = Math.sqrt(Math.max(0, dot(step, sums.gradient)) / sums.matrix[0]!);
    // Near the maximum a change is c times the last one's square, and the information moves by about c times a change.
    const left = change === 0 ? 0 : change * Math.min(1, change / (before * before));
    if (left <= tolerance) {
      beta = along(beta, step, 1);
      return ended("converged");
    }
    slow = change > before / 2 ? slow + 1 : 0;
    if (steps > 12 && slow >= 4) return ended("diverging");
    if (steps >= mostSteps) return ended("stalled");
    before = change;
    const allowed = sums.deviance + 1e-12 * Math.abs(sums.deviance);
    let size = 1;
    let next = along(beta, step, size);
    let found = yield next;
    while (!(found.deviance <= allowed)) {
      size /= 2;
      if (size < 1e-8) return ended("stalled");
      next = along(beta, step, size);
      found = yield next;
    }
    beta = next;
    sums = found;
  }
}

function along(beta: Float64Array, step: Float64Array, size: number): Float64Array {
  return beta.map((value, j) => value + size * step[j]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
