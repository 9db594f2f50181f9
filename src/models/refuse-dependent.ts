import { RankError } from "../errors.js";
import type { Cholesky } from "../numeric/cholesky.js";
import { qr } from "../numeric/qr.js";
import { type Features, isSparse, type SparseFeatures } from "./learner.js";

/** Names that an error lists before it counts the rest. */
const mostListed = 8;
/** Rows by which dependencies are told apart; enough for any that is not an accident of the rows. */
const mostRows = 2000;

/** Throws the error that names the columns which depend on earlier ones; with the columns at hand, also on which. */
export function refuseDependent(
  { dependent }: Pick<Cholesky, "dependent">,
  names: readonly string[],
  x?: Features | SparseFeatures,
): void {
  if (dependent.length === 0) return;
  const several = dependent.length > 1;
  const listed = list(dependent.map((j) => (j === 0 ? "the intercept" : `"${names[j - 1]}"`)));
  const how = x && !isSparse(x) ? sentence(dependent, x) : "";
  throw new RankError(
    `${listed} ${several ? "are" : "is"} constant or a linear combination of earlier columns, so the coefficients are not determined; drop ${several ? "them" : "it"} or use ridge().${how}`,
  );
}

function list(all: readonly string[]): string {
  const rest = all.length - mostListed;
  return all.slice(0, mostListed).join(", ") + (rest > 0 ? ` and ${rest.toLocaleString("en-US")} more` : "");
}

/** What the first dependent column is made of: its coefficients on the columns before it. */
function sentence(dependent: readonly number[], x: Features): string {
  const j = dependent[0]! - 1;
  if (j < 0 || j > mostListed * 25) return "";
  const every = Math.ceil(x.rows / mostRows);
  const sampled = (column: Float64Array): Float64Array => column.filter((_, i) => i % every === 0);
  const column = sampled(x.columns[j]!);
  const earlier = x.columns.slice(0, j).map(sampled);
  const one = column.map(() => 1);
  const coefficients = qr([one, ...earlier]).solve(column);
  const size = column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const parts = earlier.flatMap((other, k) => {
    const reach = other.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const slope = coefficients[k + 1]!;
    return Math.abs(slope) * reach > 1e-6 * size ? [`${shown(slope)}·"${x.names[k]}"`] : [];
  });
  if (parts.length === 0) return ` "${x.names[j]}" is constant.`;
  const intercept = Math.abs(coefficients[0]!) > 1e-6 * size ? [shown(coefficients[0]!)] : [];
  return ` "${x.names[j]}" = ${[...parts, ...intercept].slice(0, mostListed).join(" + ")}${parts.length > mostListed ? " + …" : ""}.`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
