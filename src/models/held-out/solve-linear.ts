import { cholesky } from "../../numeric/cholesky.js";
import { sumOthers, sumsOfFits } from "./cell-sums.js";
import { cells, type HeldOutProblem } from "./held-out.js";

/**
 * Least squares without each fold: cross-products by fold are summed once and added over the other folds. Each part is
 * first fitted to all folds; what the other folds' residuals from that fit still ask for is added to it, so that the
 * digits are those of a fit that was corrected by its residuals.
 */
export async function solveLinear(problem: HeldOutProblem): Promise<(Float64Array | undefined)[]> {
  const { folds, parts, size } = problem;
  const fits = Array.from({ length: folds * parts }, (_, fit) => fit);
  const own = cells(problem);
  const start = fits.map(() => new Float64Array(size));
  const products = await sumsOfFits(problem, "leastSquares", own, start, "information");
  const whole = Array.from({ length: parts }, (_, part) => {
    const { matrix, gradient } = sumOthers(products, problem, part);
    return cholesky(matrix, size).solve(gradient);
  });
  const reference = fits.map((fit) => whole[fit % parts]!);
  const left = await sumsOfFits(problem, "leastSquares", own, reference, "none");
  return fits.map((fit) => {
    const [fold, part] = [Math.floor(fit / parts), fit % parts];
    const information = cholesky(sumOthers(products, problem, part, fold).matrix, size);
    if (information.dependent.length > 0) return undefined;
    const step = information.solve(sumOthers(left, problem, part, fold).gradient);
    return reference[fit]!.map((value, j) => value + step[j]!);
  });
}
