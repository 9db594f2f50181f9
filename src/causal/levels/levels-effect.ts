import type { LevelsStudy } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { displayable, displayBundle } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { escapeHtml } from "../../plot/html.js";
import { contrast } from "../../stats/contrast.js";
import type { EValue } from "../../stats/e-value.js";
import { type Estimate, estimate, type ResultWarning } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { hasInfluence, type NoInfluence } from "../../stats/influence.js";
import { restricted } from "../effect.js";
import type { GroupWeights } from "../positivity.js";
import { binaryEValue, continuousEValue } from "../strength.js";

/** An effect of one level against another, with the confounding that would explain it away. */
export interface LevelContrast extends Estimate {
  readonly eValue: EValue | undefined;
}

/** E[Y^k] for each level of a treatment, labelled by the levels, with their joint influence; and their contrasts. */
export interface LevelsEffect extends EstimateSet {
  readonly estimand: string;
  readonly method: string;
  /** The level that the others are compared with. */
  readonly reference: string;
  /** Each other level minus the reference. */
  readonly contrasts: EstimateSet;
  /** One level minus another, the reference unless said. */
  contrast(level: string, against?: string): LevelContrast;
  /** What the weights leave of each level; none where nothing is weighted. */
  readonly groups: readonly GroupWeights[];
  readonly diagnostics: Readonly<Record<string, unknown>>;
}

export interface LevelMean {
  readonly mean: number;
  readonly influence: Float64Array | undefined;
}

export interface LevelsParts {
  readonly estimand: string;
  readonly method: string;
  /** One for each level, in the study's order. */
  readonly means: readonly LevelMean[];
  /** Why there are no influence values, where there are none. */
  readonly reason: string;
  readonly groups?: readonly GroupWeights[];
  readonly warnings?: readonly ResultWarning[];
  readonly seed?: number | undefined;
}

/** Puts the potential outcome means of the levels together. */
export function levelsEffect(study: LevelsStudy, parts: LevelsParts): LevelsEffect {
  const estimand = restricted(study, parts.estimand);
  const means = study.levels.map((level, k) => {
    const { mean, influence } = parts.means[k]!;
    return estimate({
      estimand: `E[Y^${level}]`,
      subject: `Mean of ${study.outcomeName} if ${study.treatmentName} = ${level} (${estimand})`,
      method: parts.method,
      value: mean,
      influence: influence
        ? { values: influence, units: study.units, clusters: study.clusters }
        : ({ reason: parts.reason } satisfies NoInfluence),
      n: study.n,
      warnings: parts.warnings ?? [],
      seed: parts.seed,
    });
  });
  const between = (level: number, against: number): LevelContrast =>
    levelContrast(study, estimand, [means[level]!, means[against]!], [level, against]);
  return levelsView(study, {
    means: estimateSet(
      `Potential outcome means of ${study.outcomeName} by ${study.treatmentName}`,
      labelled(study, means),
    ),
    estimand,
    method: parts.method,
    between,
    groups: parts.groups ?? [],
    diagnostics: { groups: parts.groups ?? [] },
  });
}

function labelled(study: LevelsStudy, means: readonly Estimate[]): Record<string, Estimate> {
  return Object.fromEntries(study.levels.map((level, k) => [level, means[k]!]));
}

/** One level minus another. */
function levelContrast(
  study: LevelsStudy,
  estimand: string,
  [one, other]: readonly [Estimate, Estimate],
  [level, against]: readonly [number, number],
): LevelContrast {
  const subject = `${study.binaryOutcome ? "Risk difference" : "Mean difference"} of ${study.outcomeName}, ${study.treatmentName} ${study.levels[level]} against ${study.levels[against]} (${estimand})`;
  const influence = hasInfluence(one.influence) ? contrast(one, other).influence : one.influence;
  const parts = {
    estimand: `E[Y^${study.levels[level]}] − E[Y^${study.levels[against]}]`,
    subject,
    method: one.method,
    value: one.value - other.value,
    influence,
    n: study.n,
    scale: study.binaryOutcome ? ("probability" as const) : ("plain" as const),
    warnings: one.warnings,
    seed: one.seed,
  };
  const strength = study.binaryOutcome ? binaryEValue(one, other) : continuousEValue(study, estimate(parts));
  return estimate({ ...parts, notes: [strength.note] }, { eValue: strength.value });
}

interface LevelsView {
  readonly means: EstimateSet;
  readonly estimand: string;
  readonly method: string;
  readonly between: (level: number, against: number) => LevelContrast;
  readonly groups: readonly GroupWeights[];
  readonly diagnostics: Readonly<Record<string, unknown>>;
  readonly notes?: readonly string[];
}

/** The means with their contrasts, and how they show themselves. */
export function levelsView(study: LevelsStudy, parts: LevelsView): LevelsEffect {
  const { means, estimand, method, between, groups, diagnostics, notes = [] } = parts;
  const { levels, reference } = study;
  const codeOf = (level: string): number => {
    const code = levels.indexOf(String(level));
    if (code < 0) throw new ArgumentError(`there is no level "${level}"; there are ${levels.join(", ")}.`);
    return code;
  };
  const base = codeOf(reference);
  const others = levels.map((_, k) => k).filter((k) => k !== base);
  const contrasts = estimateSet(
    `${study.binaryOutcome ? "Risk differences" : "Mean differences"} of ${study.outcomeName} against ${study.treatmentName} = ${reference} (${estimand})`,
    Object.fromEntries(others.map((k) => [`${levels[k]} − ${reference}`, between(k, base)])),
  );
  const result = {
    ...means,
    estimand,
    method,
    reference,
    contrasts,
    contrast: (level: string, against = reference) => between(codeOf(level), codeOf(against)),
    groups,
    diagnostics,
  };
  const shown = [
    ...contrasts.estimates.flatMap((each, j) => each.notes.map((note) => `${contrasts.labels[j]}: ${note}`)),
    ...groups.map(
      (each) => `weights leave an effective ${formatFixed(each.effectiveSize, 1)} of ${each.n} ${each.group}`,
    ),
    ...notes,
  ];
  const toJSON = (): object => ({
    estimand,
    method,
    reference,
    means: means.estimates,
    contrasts: contrasts.estimates,
    groups,
  });
  Object.defineProperty(result, "toJSON", { value: toJSON, enumerable: false });
  return displayable(result, {
    text: () => [String(means), String(contrasts), ...shown].join("\n"),
    html: async () =>
      [
        (await displayBundle(means))?.["text/html"],
        (await displayBundle(contrasts))?.["text/html"],
        ...shown.map((line) => `<div style="opacity:.75">${escapeHtml(line)}</div>`),
      ].join("\n"),
  });
}
