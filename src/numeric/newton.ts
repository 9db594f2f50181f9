import type { MatrixKind } from "./block.js";
import { type Cholesky, cholesky } from "./cholesky.js";
import { partModel } from "./part-model.js";
import type { Sums, SumsProvider } from "./sums.js";

export interface NewtonOptions {
  /**
   * Relative error that standard errors may have, since the sums are not taken again after the last step; that of the
   * coefficients is far smaller. @default 1e-8
   */
  readonly tolerance?: number | undefined;
  /** @default 50 */
  readonly mostSteps?: number | undefined;
  /** Whether the search will not end at the start, so that rough sums are enough there. @default false */
  readonly roughStart?: boolean | undefined;
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

/**
 * Maximizes a log-likelihood by Newton's method with step halving. A provider's part bends each step near the maximum as
 * the likelihood bends, and moves the information to where a step ends, so that fewer passes are needed, and not all of
 * them with a Hessian.
 */
export async function newton(
  provider: SumsProvider,
  start: Float64Array,
  options: NewtonOptions = {},
): Promise<NewtonResult> {
  const search = newtonSearch(start, options);
  let asked = search.next();
  while (!asked.done) {
    const { beta, matrix, part } = asked.value;
    asked = search.next(await (part ? provider.part! : provider).at(beta, matrix));
  }
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
  while (!asked.done) asked = search.next(sumsAt(asked.value.beta));
  return asked.value;
}

/** What a search asks for; of the provider's part only after its sums came with those of all rows. */
export interface Question {
  readonly beta: Float64Array;
  readonly matrix: MatrixKind;
  readonly part: boolean;
}

/** The search itself: asks for sums at coefficients, whoever answers. */
function* newtonSearch(
  start: Float64Array,
  { tolerance = 1e-8, mostSteps = 50, roughStart = false }: NewtonOptions,
): Generator<Question, NewtonResult, Sums> {
  let beta = start;
  let sums = yield { ...whole(beta), matrix: roughStart ? "rough" : "information" };
  let rough = roughStart && solvable(sums);
  if (roughStart && !rough) sums = yield whole(beta);
  let [before, slow, bent] = [0, 0, false];
  for (let steps = 1; ; steps++) {
    const information = cholesky(sums.matrix, beta.length);
    const ended = (status: NewtonResult["status"], more?: Partial<NewtonResult>): NewtonResult => ({
      status,
      beta,
      sums,
      information,
      steps,
      ...more,
    });
    if (information.dependent.length > 0) return ended("singular");
    let step = information.solve(sums.gradient);
    const change = Math.sqrt(Math.max(0, dot(step, sums.gradient)) / sums.matrix[0]!);
    // Near the maximum a change is c times the last one's square, and the information moves by about c times a change.
    const left = change === 0 ? 0 : change * (bent ? 1 : Math.min(1, change / (before * before)));
    if (left <= tolerance && !rough) return ended("converged", { beta: along(beta, step, 1) });
    const part = change < near ? partModel(beta, sums, information) : undefined;
    if (part && change < close && !rough) {
      const moved = yield* part.informationAfter(step, tolerance);
      if (moved) return ended("converged", { ...moved, beta: along(beta, step, 1) });
    }
    slow = change > before / 2 ? slow + 1 : 0;
    if (steps > 12 && slow >= 4) return ended("diverging");
    if (steps >= mostSteps) return ended("stalled");
    before = change;
    bent = part !== undefined;
    if (part) step = yield* part.bend(step);
    const allowed = sums.deviance + (rough ? 1e-6 : 1e-12) * Math.abs(sums.deviance);
    let size = 1;
    let next = along(beta, step, size);
    // Where the search cannot end there, the gradient is enough to go on.
    if (part && part.apart * change ** 2 > far) {
      const { gradient } = yield { beta: next, matrix: "none", part: false };
      next = along(next, (yield* part.after(step)).solve(gradient), 1);
    }
    let found = yield whole(next);
    while (!(found.deviance <= allowed)) {
      size /= 2;
      if (size < 1e-8) return ended("stalled");
      next = along(beta, step, size);
      found = yield whole(next);
    }
    beta = next;
    sums = found;
    rough = false;
  }
}

/** Least pivot, relative to its column, from which on rough sums give a step: far above what they are off by. */
const steep = 1e-4;

/** Whether rough sums are numbers, and their matrix far from singular. */
function solvable({ deviance, gradient, matrix }: Sums): boolean {
  if (!Number.isFinite(deviance) || !gradient.every(Number.isFinite) || !matrix.every(Number.isFinite))
    return false;
  return cholesky(matrix, gradient.length, steep).dependent.length === 0;
}

/** Root mean square changes of the linear predictor below which a part can bend a step, and can end the search. */
const near = 0.2;
const close = 1e-3;
/** About the change after a bent step with which a search cannot end yet. */
const far = 1e-5;

function whole(beta: Float64Array): Question {
  return { beta, matrix: "information", part: false };
}

function along(beta: Float64Array, step: Float64Array, size: number): Float64Array {
  return beta.map((value, j) => value + size * step[j]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
