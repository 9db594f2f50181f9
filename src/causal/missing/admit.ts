import type { ContinuousStudy, LevelsStudy, Study } from "../../cohort/causal-study.js";
import { ArgumentError, DataError } from "../../errors.js";
import { formatNumber } from "../../plot/format.js";

/** What a function can honour beside a complete study of a treatment that is given or not. */
export interface Honours {
  readonly censored?: boolean;
  readonly imputed?: boolean;
  readonly doses?: boolean;
}

/** Refuses, by the name of the function, a study whose treatment or whose decisions about missing values it cannot honour. */
export function admit(
  study: Study | LevelsStudy | ContinuousStudy,
  name: string,
  { censored = false, imputed = false, doses = false }: Honours = {},
): void {
  if (study.kind !== "binary" && !(doses && study.kind === "continuous"))
    throw new ArgumentError(kindRefusal(study, name));
  if (study.seen && !censored) throw new DataError(censoringRefusal(study, name));
  if (study.imputed && !imputed) throw new DataError(imputationRefusal(study.imputed.missing, name));
}

function kindRefusal(study: LevelsStudy | ContinuousStudy, name: string): string {
  const { treatmentName } = study;
  if (study.kind !== "levels" && study.kind !== "continuous")
    return `${name} takes a study first: causalStudy(table, { treatment, outcome, confounders }) makes one.`;
  return study.kind === "levels"
    ? `${name} compares two treatments, and "${treatmentName}" has ${study.levels.length} (${study.levels.slice(0, 5).join(", ")}); use ipw(), standardize() or aipw(), or filter the table to two of them.`
    : `${name} compares two treatments, and "${treatmentName}" is a dose; use doseResponse(), marginalStructuralModel() or dmlPlr(), or derive a 0/1 column.`;
}

function censoringRefusal({ seen, n, outcomeName }: Study | ContinuousStudy, name: string): string {
  const censored = seen!.reduce((count, s) => count + (s === 0 ? 1 : 0), 0);
  return `${name} cannot honour missing: { outcome: "censor" }, and "${outcomeName}" is censored in ${formatNumber(censored, 0)} of ${formatNumber(n, 0)} rows; use ipw(), standardize(), gEstimate(), aipw(), tmle(), dmlIrm() or dmlPlr(), or choose "drop" or "impute".`;
}

function imputationRefusal(missing: Readonly<Record<string, number>>, name: string): string {
  const columns = Object.keys(missing).map((column) => `"${column}"`);
  return `${name} cannot pool over imputations, and ${columns.join(", ")} ${columns.length > 1 ? "are" : "is"} to be imputed; run it on each of await study.completed(), or choose missing: { confounders: "drop" | "indicator" }.`;
}
