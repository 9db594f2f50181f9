import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { formatNumber, formatPercent } from "../../plot/format.js";
import { logRatio } from "../../stats/contrast.js";
import { type Estimate, estimate, type ResultWarning } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { poolImputations } from "../../stats/pool-imputations.js";
import { work } from "../../work.js";
import type { Effect } from "../effect.js";
import { naiveNote } from "../naive.js";
import { continuousEValue, pooledRiskRatioEValue, type Strength } from "../strength.js";

/** What a study with values to impute gives: the pooled estimate of its completed studies, and how much was drawn. */
export interface Pooled<E extends Estimate> {
  readonly estimate: Estimate;
  readonly each: readonly E[];
}

/**
 * Runs an estimator on each completed study and pools the answers by Rubin's rules; `diagnostics` tells the fraction of
 * missing information.
 */
export async function poolEstimates<
  S extends { completed(): Promise<readonly unknown[]> },
  E extends Estimate,
>(study: S, run: (completed: S) => Promise<E>): Promise<Pooled<E>> {
  const each = await poolEach(study, run);
  return { estimate: poolImputations(each), each };
}

/** What `run` finds in each completed study, with progress. */
export async function poolEach<S extends { completed(): Promise<readonly unknown[]> }, R>(
  study: S,
  run: (completed: S) => Promise<R>,
): Promise<readonly R[]> {
  const studies = (await study.completed()) as readonly S[];
  const each: R[] = [];
  await work("estimating on each imputation", studies.length, async ({ report, check }) => {
    for (const completed of studies) {
      check();
      each.push(await run(completed));
      report(each.length);
    }
  });
  return each;
}

/** The pooled effect, its pooled potential outcome means, and the E-value of the pooled ratio or difference. */
export async function poolEffects<E extends Effect, Extra extends object = object>(
  study: Study,
  run: (completed: Study) => Promise<E>,
  extra?: (each: readonly E[]) => Extra,
): Promise<Effect & Readonly<Extra>> {
  const { estimate: pooled, each } = await poolEstimates(study, run);
  const outcomes = ["treated", "untreated"].map((arm) =>
    poolMean(each.map((effect) => effect.potentialOutcomes.get(arm))),
  );
  const [treated, untreated] = outcomes as [Estimate, Estimate];
  const strength = study.binaryOutcome
    ? riskRatioStrength(each, treated, untreated)
    : continuousEValue(study, pooled);
  const own = ["naive difference", "E-value", "no E-value"];
  const kept = each[0]!.notes.filter((note) => !own.some((start) => note.startsWith(start)));
  return estimate(
    {
      ...pooled,
      ...imputationParts(study, pooled),
      notes: [naiveNote(study), strength.note, ...kept, imputationNote(study, pooled)],
    },
    {
      ...(extra?.(each) as Extra),
      potentialOutcomes: poolSet(each.map((effect) => effect.potentialOutcomes)),
      eValue: strength.value,
      weighting: undefined,
    },
  );
}

/** Pooled by Rubin's rules, or the mean alone where the estimator gives no errors, as matching for its means. */
function poolMean(each: readonly Estimate[]): Estimate {
  if (each.every(({ standardError }) => Number.isFinite(standardError))) return poolImputations(each);
  const { estimand, subject, method, influence, n, scale } = each[0]!;
  const value = each.reduce((sum, one) => sum + one.value, 0) / each.length;
  return estimate({
    estimand,
    subject,
    method: `${method}; mean of ${each.length} imputations`,
    influence,
    n,
    scale,
    value,
  });
}

/** Each labelled estimate of the sets, pooled. */
export function poolSet(sets: readonly EstimateSet[]): EstimateSet {
  const { subject, labels } = sets[0]!;
  return estimateSet(
    subject,
    Object.fromEntries(labels.map((label) => [label, poolMean(sets.map((set) => set.get(label)))])),
  );
}

/** The diagnostics of imputation, and a warning where there were too few. */
export function imputationParts(
  study: Pick<Study, "imputed">,
  pooled: Estimate,
): Pick<Estimate, "diagnostics" | "warnings" | "seed"> {
  const { imputations, missing, seed } = study.imputed!;
  const information = pooled.diagnostics.fractionMissingInformation as number;
  const few: ResultWarning = {
    code: "few-imputations",
    message: `${formatPercent(information)} of the information is missing: ${imputations} imputations leave the error noisy; ask for ${Math.ceil(100 * information)} (missing: { …, imputation: { imputations } }).`,
  };
  return {
    diagnostics: { ...pooled.diagnostics, imputations, imputed: missing },
    // White, Royston & Wood (2011): at least as many imputations as percent of information that is missing.
    warnings: [...pooled.warnings, ...(100 * information > imputations ? [few] : [])],
    seed: pooled.seed ?? seed,
  };
}

export function imputationNote(study: Pick<Study, "imputed" | "n">, pooled: Estimate): string {
  const { imputations, missing } = study.imputed!;
  const columns = Object.entries(missing).map(([name, count]) => `${name} ${formatNumber(count, 0)}`);
  return `${imputations} imputations by chained equations (${columns.join(", ")} of ${formatNumber(study.n, 0)}), fraction of missing information ${formatPercent(pooled.diagnostics.fractionMissingInformation as number)}`;
}

function riskRatioStrength(each: readonly Effect[], treated: Estimate, untreated: Estimate): Strength {
  const pairs = each.map(({ potentialOutcomes: at }) => [at.get("treated"), at.get("untreated")] as const);
  const positive = pairs.every(([one, zero]) => one.value > 0 && zero.value > 0);
  const known = pairs.every(([one]) => "values" in one.influence);
  const log =
    positive && known ? poolImputations(pairs.map(([one, zero]) => logRatio(one, zero))) : undefined;
  return pooledRiskRatioEValue(treated.value, untreated.value, log);
}

/** What differs between completed studies and cannot be pooled: asked for, it says where to find it. */
export function refuseOne(what: string): () => never {
  return () => {
    throw new ArgumentError(
      `${what} differ between the completed studies; run the estimator on one of await study.completed().`,
    );
  };
}

export function mostOf(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}
