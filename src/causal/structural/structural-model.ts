import { table } from "arquero";
import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import type { ParametricModel } from "../../models/learner.js";
import { displayable, displayBundle } from "../../plot/display.js";
import { formatFixed, formatNumber } from "../../plot/format.js";
import { escapeHtml } from "../../plot/html.js";
import type { EValue } from "../../stats/e-value.js";
import { type Estimate, estimate, type ResultWarning } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import type { Influence, NoInfluence } from "../../stats/influence.js";
import { restricted } from "../effect.js";
import { type GroupWeights, groupWeights, overlapWarnings, wholeWeights } from "../positivity.js";
import { binaryEValue, continuousEValue, oddsEValue, type Strength } from "../strength.js";
import type { StructuralWeights } from "./structural-weights.js";

/** How the mean outcome would depend on a treatment given to everybody. */
export interface StructuralModel {
  readonly study: Study | ContinuousStudy;
  readonly terms: readonly string[];
  readonly link: "identity" | "logit";
  /** The coefficients β, the intercept first, with their joint influence. */
  readonly parameters: EstimateSet;
  /** E[Y^a | V] where the named columns have these values; every column that the terms read must be named. */
  mean(values: Readonly<Record<string, string | number | boolean>>): Estimate;
  readonly weights: Float64Array;
  /** What the weights leave of the treated and the untreated, or of the rows of a dose. */
  readonly groups: readonly GroupWeights[];
  /** Of the treatment's only coefficient; undefined where there are several, and `notes` says so. */
  readonly eValue: EValue | undefined;
  readonly notes: readonly string[];
  readonly warnings: readonly ResultWarning[];
  toString(): string;
}

export interface StructuralParts {
  readonly study: Study | ContinuousStudy;
  readonly terms: readonly string[];
  readonly link: "identity" | "logit";
  readonly design: DesignMatrix;
  readonly model: ParametricModel;
  readonly weights: StructuralWeights;
  /** Of the coefficients; undefined where the weights are not parametric. */
  readonly influence: readonly Float64Array[] | undefined;
  readonly errors: "m-estimation" | "robust";
  readonly seed: number;
}

export function structuralModel(parts: StructuralParts): StructuralModel {
  const { study, terms, link, model, weights, influence } = parts;
  const groups =
    study.kind === "binary"
      ? groupWeights(weights.weights, study.treatment)
      : [wholeWeights(weights.weights)];
  const reason = `${weights.method} have no valid analytic error; use errors: "robust" to take them as known`;
  const warnings = [
    ...overlapWarnings("ATE", groups),
    ...(influence ? [] : [{ code: "no-error", message: `${reason}.` }]),
  ];
  const kind = parts.errors === "robust" ? "robust errors, weights taken as known" : "M-estimation errors";
  const method = `marginal structural model (${link}; ${weights.method}), ${influence ? kind : "no valid error"}${study.clusters ? ", by cluster" : ""}`;
  const influenceOf = (gradient: Float64Array): Influence | NoInfluence => {
    if (!influence) return { reason };
    const values = new Float64Array(study.n);
    influence.forEach((each, j) => {
      for (let i = 0; i < values.length; i++) values[i]! += gradient[j]! * each[i]!;
    });
    return { values, units: study.units, clusters: study.clusters };
  };
  const make = (estimand: string, subject: string, value: number, gradient: Float64Array): Estimate =>
    estimate({
      estimand,
      subject,
      method,
      value,
      influence: influenceOf(gradient),
      n: study.n,
      warnings,
      seed: influence ? undefined : parts.seed,
    });
  const names = model.coefficientNames;
  const unit = (j: number): Float64Array => Float64Array.from(names, (_, k) => (k === j ? 1 : 0));
  const members = names.map((name, j) => {
    const subject = `${link === "logit" ? "Log odds" : "Mean"} of ${study.outcomeName}, coefficient of ${name}`;
    return [name, make(`β ${name}`, subject, model.coefficients[j]!, unit(j))] as const;
  });
  const title = `Marginal structural model of ${study.outcomeName}: ${terms.join(" + ")} (${restricted(study, "everyone")})`;
  const parameters = estimateSet(title, Object.fromEntries(members));
  const mean: StructuralModel["mean"] = (values) => {
    const at = parts.design.transform(
      table(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]))),
    );
    const gradient = model.predictionGradient(at, Float64Array.of(1));
    const named = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
    const subject = `Mean of ${study.outcomeName} at ${named.join(", ")}`;
    return make(`E[Y^a | ${named.join(", ")}]`, subject, model.predict(at)[0]!, gradient);
  };
  const strength = strengthOf(parts, parameters, mean);
  return structuralView({
    study,
    terms,
    link,
    parameters,
    mean,
    weights: weights.weights,
    groups,
    eValue: strength.value,
    notes: [strength.note, ...groups.map(describeGroup)],
    warnings,
  });
}

/** The E-value of the treatment's only coefficient, for a dose that of one unit. */
function strengthOf(
  { study, terms, link }: Pick<StructuralParts, "study" | "terms" | "link">,
  parameters: EstimateSet,
  mean: StructuralModel["mean"],
): Strength {
  const own = study.treatmentName;
  if (terms.length > 1) {
    const note = `no E-value: the effect takes several coefficients; contrast() two means of the model, and take eValue() of their ratio`;
    return { value: undefined, note };
  }
  const unit = study.kind === "continuous" ? ` · for one unit of ${own}` : "";
  const of = (): Strength => {
    const slope = parameters.estimates[1]!;
    if (link === "logit") return oddsEValue(study, slope);
    if (!study.binaryOutcome) return continuousEValue(study, slope);
    return study.kind === "binary"
      ? binaryEValue(mean({ [own]: 1 }), mean({ [own]: 0 }))
      : { value: undefined, note: "no E-value: a line of risks over doses has no one risk ratio" };
  };
  const found = of();
  return { value: found.value, note: found.value ? `${found.note}${unit}` : found.note };
}

/** Gives a model its text and HTML. */
export function structuralView(parts: Omit<StructuralModel, "toString">): StructuralModel {
  const value = { ...parts };
  const toJSON = (): object => ({ ...value, study: undefined, weights: undefined });
  Object.defineProperty(value, "toJSON", { value: toJSON, enumerable: false });
  return displayable(value, {
    text: () => [String(value.parameters), ...value.notes].join("\n"),
    html: async () => {
      const bundle = await displayBundle(value.parameters);
      const notes = value.notes.map((note) => `<div style="opacity:.75">${escapeHtml(note)}</div>`);
      return [bundle?.["text/html"] ?? "", ...notes].join("\n");
    },
  });
}

function describeGroup({ group, n, effectiveSize }: GroupWeights): string {
  return `weights leave an effective ${formatFixed(effectiveSize, 1)} of ${formatNumber(n, 0)} ${group}`;
}
