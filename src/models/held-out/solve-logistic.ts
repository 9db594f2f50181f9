import { type Cholesky, cholesky } from "../../numeric/cholesky.js";
import { newton } from "../../numeric/newton.js";
import { pilotStrides } from "../../numeric/pilot.js";
import type { SumsProvider } from "../../numeric/sums.js";
import { pilotStart } from "../maximize-logistic.js";
import { sumOthers, sumsOfFits } from "./cell-sums.js";
import { cells, type HeldOutProblem, others } from "./held-out.js";

/** Root mean square change of the linear predictor that may be left after the last step. */
const tolerance = 1e-10;
/** After a change of this size or more, the information is taken anew. */
const large = 0.05;

/** One fit on its way to its maximum. */
interface Search {
  beta: Float64Array;
  information: Cholesky;
  weight: number;
  /** Root mean square change of the linear predictor by the last step. */
  change: number;
  state: "searching" | "found" | "lost";
}

/**
 * Maximum likelihood without each fold. All fits start at one point, the maximum over a part of the rows or over all of
 * them: there a single pass, summed by fold, gives each its first Newton step. The fits differ so little from it that
 * their later steps keep the information, and a pass takes only gradients, of all fits at once.
 */
export async function solveLogistic(problem: HeldOutProblem): Promise<(Float64Array | undefined)[]> {
  const { folds, parts, size } = problem;
  const starts: Float64Array[] = [];
  for (let part = 0; part < parts; part++) starts.push(await commonStart(problem, part));
  const fits = Array.from({ length: folds * parts }, (_, fit) => fit);
  const common = fits.map((fit) => starts[fit % parts]!);
  const first = await sumsOfFits(problem, "logistic", cells(problem), common, "information");
  const searches = fits.map((fit): Search => {
    const { matrix, gradient } = sumOthers(first, problem, fit % parts, Math.floor(fit / parts));
    const search = { beta: common[fit]!, change: Number.POSITIVE_INFINITY, state: "searching" as const };
    return advance({ ...search, information: cholesky(matrix, size), weight: matrix[0]! }, gradient);
  });
  while (searches.some(({ state }) => state === "searching")) await step(problem, searches);
  return searches.map(({ state, beta }) => (state === "found" ? beta : undefined));
}

async function step(problem: HeldOutProblem, searches: Search[]): Promise<void> {
  const wanted = searches.map(({ state }) => state === "searching");
  const anew = searches.some(({ change }, fit) => wanted[fit] && change >= large);
  const betas = searches.map(({ beta }) => beta);
  const matrix = anew ? "information" : "none";
  const sums = await sumsOfFits(problem, "logistic", others(problem, wanted), betas, matrix);
  searches.forEach((search, fit) => {
    if (!wanted[fit]) return;
    const { gradient, matrix } = sums[fit]!;
    const fresh = anew ? { information: cholesky(matrix, problem.size), weight: matrix[0]! } : {};
    searches[fit] = advance({ ...search, ...fresh }, gradient);
  });
}

/** One step; a search whose changes do not shrink as they should is lost. */
function advance(search: Search, gradient: Float64Array): Search {
  const { beta, information, weight, change: before } = search;
  const direction = information.solve(gradient);
  const gain = direction.reduce((sum, value, j) => sum + value * gradient[j]!, 0);
  const change = Math.sqrt(Math.max(0, gain) / weight);
  if (information.dependent.length > 0 || !(change < before / 2)) return { ...search, state: "lost" };
  // The next change would be to this one as this one was to the last.
  const left = Number.isFinite(before) ? change * (change / before) : change;
  return {
    ...search,
    beta: beta.map((value, j) => value + direction[j]!),
    change,
    state: left <= tolerance ? "found" : "searching",
  };
}

/** The maximum over all rows of a part, or an approximation from some of them where there are many. */
async function commonStart(problem: HeldOutProblem, part: number): Promise<Float64Array> {
  const strides = pilotStrides(problem.data.rows);
  const provider = (every: number): SumsProvider => ({
    size: problem.size,
    at: async (beta, matrix) => {
      const members = cells(problem).map((fits) =>
        fits.some((fit) => fit % problem.parts === part) ? [0] : [],
      );
      const part_ = { ...problem, sums: { ...problem.sums, every } };
      return (await sumsOfFits(part_, "logistic", members, [beta], matrix))[0]!;
    },
  });
  const start = await pilotStart(strides.map(provider), problem.size);
  if (strides.length > 0) return start;
  return (await newton(provider(1), start, { tolerance: 1e-3, mostSteps: 15 })).beta;
}
