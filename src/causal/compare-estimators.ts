import { assertKnownOptions, assertOneOf } from "../assert.js";
import type { Study } from "../cohort/causal-study.js";
import { ArgumentError } from "../errors.js";
import { type Chart, chartImage } from "../plot/chart.js";
import { displayable } from "../plot/display.js";
import { forestPlot } from "../plot/forest-plot.js";
import { formatCompact, formatSigned } from "../plot/format.js";
import { warningHtml } from "../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { valueWithInterval } from "../stats/estimate-view.js";
import { work } from "../work.js";
import { differenceInMeans } from "./difference-in-means.js";
import { type AipwOptions, aipw } from "./doubly-robust/aipw.js";
import type { Effect } from "./effect.js";
import { standardize } from "./outcome-models/standardize.js";
import { ipw } from "./weighting/ipw.js";

/** The options that every estimator understands. */
export type CompareOptions = Pick<AipwOptions, "propensity" | "outcomeModel" | "seed"> & {
  /** The known effect of a synthetic cohort. */
  readonly truth?: number | { readonly value: number };
};

type Run = (study: Study, options: Omit<CompareOptions, "truth">) => Effect | Promise<Effect>;

export type EstimatorName = "naive" | "regression" | "ipw" | "overlap" | "aipw" | "aipw, cross-fitted";

const estimators: Readonly<Record<EstimatorName, Run>> = {
  naive: (study) => differenceInMeans(study),
  regression: (study, { outcomeModel, seed }) => standardize(study, { outcomeModel, seed }),
  ipw: (study, { propensity, seed }) => ipw(study, { propensity, seed }),
  overlap: (study, { propensity, seed }) => ipw(study, { propensity, seed, estimand: "ATO" }),
  aipw: (study, options) => aipw(study, options),
  "aipw, cross-fitted": (study, options) => aipw(study, { ...options, folds: 5 }),
};

/** Estimates of one effect by several roads, side by side. */
export interface Comparison {
  readonly names: readonly EstimatorName[];
  readonly estimates: readonly Effect[];
  readonly truth: number | undefined;
  get(name: EstimatorName): Effect;
  /** One line with an interval for each estimator, and a vertical line at the truth. */
  plot(): Chart;
  toString(): string;
}

/** Runs the named estimators on one study and puts their answers in one table and one forest plot. */
export async function compareEstimators(
  study: Study,
  names: readonly EstimatorName[] = ["naive", "regression", "ipw", "aipw"],
  options: CompareOptions = {},
): Promise<Comparison> {
  assertKnownOptions(options, ["propensity", "outcomeModel", "seed", "truth"], "compareEstimators");
  const known = Object.keys(estimators) as EstimatorName[];
  names.forEach((name, j) => {
    assertOneOf(name, `estimators[${j}]`, known);
  });
  const { truth, ...shared } = options;
  const estimates: Effect[] = [];
  await work("comparing estimators", names.length, async ({ report, check }) => {
    for (const name of names) {
      check();
      estimates.push(await estimators[name](study, shared));
      report(estimates.length);
    }
  });
  return comparison(study, names, estimates, typeof truth === "object" ? truth.value : truth);
}

function comparison(
  study: Study,
  names: readonly EstimatorName[],
  estimates: readonly Effect[],
  truth: number | undefined,
): Comparison {
  const rows = estimates.map((each, j) => {
    const { low, high } = each.interval();
    return { label: names[j]!, value: each.value, low, high };
  });
  const title = `effect of ${study.treatmentName} on ${study.outcomeName}`;
  const result = {
    names,
    estimates,
    truth,
    get(name: EstimatorName): Effect {
      const found = estimates[names.indexOf(name)];
      if (!found) throw new ArgumentError(`"${name}" was not compared; ${names.join(", ")} were.`);
      return found;
    },
    plot: () => forestPlot(rows, { title, truth }),
  };
  const view = (): TextTable => layout(study, title, result);
  const warnings = names.flatMap((name, j) =>
    estimates[j]!.warnings.map(({ message }) => `${name}: ${message}`),
  );
  return displayable(result, {
    text: () => [tableText(view()), ...warnings.map((each) => `Warning: ${each}`)].join("\n"),
    html: async () =>
      [tableHtml(view()), await chartImage(result.plot()), ...warnings.map(warningHtml)].join("\n"),
    bundle: () => ({
      "application/vnd.txlab.estimates+json": rows.map(({ label, ...row }) => ({
        estimator: label,
        ...row,
        truth: truth ?? null,
      })),
    }),
  });
}

function layout(
  study: Study,
  title: string,
  { names, estimates, truth }: Pick<Comparison, "names" | "estimates" | "truth">,
): TextTable {
  const known = truth !== undefined;
  return {
    title: title[0]!.toUpperCase() + title.slice(1),
    columns: [
      { name: "estimator", align: "left" },
      { name: "estimate (95% interval)", align: "left" },
      ...(known ? [{ name: "estimate − truth" }] : []),
      { name: "method", align: "left" as const },
    ],
    rows: estimates.map((each, j) => [
      names[j]!,
      valueWithInterval(each),
      ...(known ? [inUnits(study, each.value - truth)] : []),
      each.method,
    ]),
    notes: known ? [`truth ${inUnits(study, truth)}`] : [],
  };
}

/** Differences of risks are shown in points, as their estimates are. */
function inUnits(study: Study, value: number): string {
  return study.binaryOutcome ? `${formatSigned(100 * value, 2)} points` : formatCompact(value);
}
