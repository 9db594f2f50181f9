import { ConvergenceError } from "../errors.js";
import { type NewtonResult, newton } from "../numeric/newton.js";
import type { SumsProvider } from "../numeric/sums.js";
import { formatNumber } from "../plot/format.js";
import { divergingColumn } from "./diverging-column.js";
import { type Features, isSparse, type SparseFeatures } from "./learner.js";
import { refuseDependent } from "./refuse-dependent.js";
import { separatingSide } from "./separating-side.js";

/** Rows in memory, which only serve an error. */
export interface Explained {
  readonly x: Features | SparseFeatures;
  readonly y: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/**
 * The maximum of a logistic likelihood, whoever answers its sums. `pilots` answer for parts of the rows, coarsest first.
 */
export async function maximizeLogistic(
  provider: SumsProvider,
  pilots: readonly SumsProvider[],
  names: readonly string[],
  data?: Explained,
): Promise<NewtonResult> {
  // A start from a part of the rows is never the maximum of all.
  const roughStart = pilots.length > 0;
  const result = await newton(provider, await pilotStart(pilots, provider.size), { roughStart });
  refuseFailure(result, names, data);
  return result;
}

/**
 * Where to start: each pilot gives the next a start, and needs only to come within its own sampling error; one that
 * fails is passed over.
 */
export async function pilotStart(pilots: readonly SumsProvider[], size: number): Promise<Float64Array> {
  let start: Float64Array = new Float64Array(size);
  let coarser: NewtonResult | undefined;
  for (const pilot of pilots) {
    const moved = coarser && (await refined(pilot, coarser));
    if (moved) {
      start = moved;
      continue;
    }
    const found = await newton(pilot, start, { tolerance: 0.06, mostSteps: 15 });
    if (found.status !== "converged") continue;
    start = found.beta;
    coarser = found;
  }
  return start;
}

/** Root mean square change of the linear predictor up to which a coarser pilot's information is near enough. */
const near = 0.15;

/** One step by a coarser pilot's information, as many times as large as the deviance is: a gradient is all it takes. */
async function refined(
  pilot: SumsProvider,
  { beta, sums, information }: NewtonResult,
): Promise<Float64Array | undefined> {
  const { gradient, deviance } = await pilot.at(beta, "none");
  const times = deviance / sums.deviance;
  const step = information.solve(gradient).map((value) => value / times);
  const gain = step.reduce((sum, value, j) => sum + value * gradient[j]!, 0);
  const change = Math.sqrt(gain / (times * sums.matrix[0]!));
  return change < near ? beta.map((value, j) => value + step[j]!) : undefined;
}

/** Throws the error of a search that found no maximum. */
function refuseFailure(result: NewtonResult, names: readonly string[], data: Explained | undefined): void {
  const { status, steps, information } = result;
  if (status === "converged") return;
  if (status === "singular" && steps === 1) refuseDependent(information, names, data?.x);
  const found = data && !isSparse(data.x) ? separatingColumn(data.x, data) : undefined;
  const [name, why] = found ?? [`"${names[divergingColumn(result, names.length + 1) - 1]}"`, ""];
  throw new ConvergenceError(
    `logistic regression found no finite maximum in ${steps} steps: the columns separate 0 from 1, and the coefficient of ${name} grows without bound${why}. Drop or merge that term, or use a penalty (ridge).`,
  );
}

/** The first column that separates by itself, and the rows that it sets apart. */
function separatingColumn(x: Features, { y, weights }: Explained): [name: string, why: string] | undefined {
  const counted = Int32Array.from(y.keys()).filter((i) => weights === undefined || weights[i]! > 0);
  for (const [j, column] of x.columns.entries()) {
    const found = separatingSide(column, y, counted);
    if (!found) continue;
    const { where, rows, outcome } = found;
    const name = `"${x.names[j]}"`;
    return [name, `: y is ${outcome} in all ${formatNumber(rows, 0)} rows with ${name} ${where}`];
  }
  return undefined;
}
