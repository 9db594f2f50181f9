import { assertFinite, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import type { Chart } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber, formatSigned } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { doseGapChart } from "../pictures/dose-gap-chart.js";
import { constantPolicy, uniformPolicy } from "../planning/tabular-policy.js";
import { checkPolicy, targetProbabilities } from "./ope-options.js";

export interface DoseGapOptions {
  /** Dose of each action. @default 0, 1, 2, … */
  readonly doses?: readonly number[];
}

/** Patients by how far their care was from a policy's advice. */
export interface GapCurve {
  readonly policy: string;
  /** Fifths of the episodes in order of their gap: mean gap (given − advised), episodes, mean return. */
  readonly bins: readonly { readonly gap: number; readonly episodes: number; readonly meanReturn: number }[];
  /** Correlation of the return with the size of the gap: negative where closer care went with better ends. */
  readonly correlation: number;
}

export interface DoseGap {
  /** The policy's curve, and those of advice that knows nothing: no dose, and every dose alike. */
  readonly curves: readonly GapCurve[];
  readonly warnings: readonly ResultWarning[];
  plot(): Chart;
  toString(): string;
}

/**
 * The curve of ends against the gap between the dose that was given and the dose that a policy advises, mean over an
 * episode's decisions, beside the same curves of two policies that know nothing. It is a description, never evidence:
 * sicker patients are given more, so that closeness to almost any advice goes with the end (Gottesman et al. 2019). Warns
 * where a policy that knows nothing has a curve at least half as strong.
 *
 * @example
 * doseGap(log, policy, { doses: [0, 50, 180, 530, 1000] }).warnings.map(({ code }) => code) // => ["dose-gap"]
 */
export function doseGap(log: Episodes, policy: Policy, options: DoseGapOptions = {}): DoseGap {
  assertKnownOptions(options, ["doses"], "doseGap");
  const { doses = Array.from({ length: log.actionCount }, (_, a) => a) } = options;
  checkPolicy(log, policy);
  if (doses.length !== log.actionCount) {
    throw new ArgumentError(`doses must have ${log.actionCount} numbers; it had ${doses.length}.`);
  }
  for (const dose of doses) assertFinite(dose, "doses");
  const least = doses.indexOf(Math.min(...doses));
  const none = constantPolicy(
    "no dose",
    doses.map((_, a) => Number(a === least)),
  );
  const any = { ...uniformPolicy(log.actionCount), name: "any dose" };
  const curves = [policy, none, any].map((each) => gapCurve(log, each, doses));
  const warnings = sameShape(curves, log.count);
  const view = (): TextTable => layout(curves);
  const shown = { curves, warnings, plot: () => doseGapChart(curves) };
  return displayable(shown, {
    text: () => [tableText(view()), ...warnings.map(({ message }) => `Warning: ${message}`)].join("\n"),
    html: () => [tableHtml(view()), ...warnings.map(({ message }) => warningHtml(message))].join("\n"),
  });
}

function gapCurve(log: Episodes, policy: Policy, doses: readonly number[]): GapCurve {
  const target = targetProbabilities(log, policy);
  const [gaps, returns] = [new Float64Array(log.count), new Float64Array(log.count)];
  for (let i = 0; i < log.count; i++) {
    const [from, to] = [log.offsets[i]!, log.offsets[i + 1]!];
    for (let j = from; j < to; j++) {
      let advised = 0;
      for (let a = 0; a < doses.length; a++) advised += target[j * doses.length + a]! * doses[a]!;
      gaps[i]! += (doses[log.actions[j]!]! - advised) / (to - from);
      returns[i]! += log.rewards[j]!;
    }
  }
  const order = Array.from(gaps.keys()).sort((a, b) => gaps[a]! - gaps[b]!);
  const count = Math.min(5, log.count);
  const bins = Array.from({ length: count }, (_, k) => {
    const rows = order.slice(Math.floor((k * log.count) / count), Math.floor(((k + 1) * log.count) / count));
    const mean = (of: Float64Array): number => rows.reduce((sum, i) => sum + of[i]!, 0) / rows.length;
    return { gap: mean(gaps), episodes: rows.length, meanReturn: mean(returns) };
  });
  return { policy: policy.name, bins, correlation: correlation(gaps.map(Math.abs), returns) };
}

/** 0 where one of them does not vary. */
function correlation(x: Float64Array, y: Float64Array): number {
  const mean = (of: Float64Array): number => of.reduce((sum, each) => sum + each, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mx) * (y[i]! - my);
    xx += (x[i]! - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  }
  return xx * yy > 1e-24 ? xy / Math.sqrt(xx * yy) : 0;
}

function sameShape([own, ...others]: readonly GapCurve[], n: number): ResultWarning[] {
  const noise = 2 / Math.sqrt(n);
  const alike = others.filter(({ correlation: r }) => r < -noise && r <= own!.correlation / 2);
  if (own!.correlation >= -noise || alike.length === 0) return [];
  const said = alike.map(({ policy, correlation: r }) => `${policy} (${formatFixed(r, 2)})`).join(" and ");
  return [
    {
      code: "dose-gap",
      message: `patients whose care was close to ${own!.policy} ended better (correlation ${formatFixed(own!.correlation, 2)}), but so did those close to ${said}, which know nothing: the curve says who is sick, not which advice is good.`,
    },
  ];
}

function layout(curves: readonly GapCurve[]): TextTable {
  return {
    title: "Return by the gap between given and advised dose",
    columns: [
      { name: "policy", align: "left" },
      { name: "given − advised" },
      { name: "episodes" },
      { name: "mean return" },
    ],
    rows: curves.flatMap(({ policy, bins }) =>
      bins.map(({ gap, episodes, meanReturn }, k) => [
        k === 0 ? policy : "",
        formatSigned(gap, 2),
        formatNumber(episodes, 0),
        formatFixed(meanReturn, 3),
      ]),
    ),
    notes: ["a description, not evidence for a policy: the sick are given more"],
  };
}
