import type { ContinuousStudy } from "../../cohort/causal-study.js";
import { type Chart, chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatFixed, formatNumber } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Estimate, Interval, ResultWarning } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { valueWithInterval } from "../../stats/estimate-view.js";
import { hasInfluence } from "../../stats/influence.js";
import { simultaneous } from "../../stats/simultaneous.js";
import { type GroupWeights, wholeWeights } from "../positivity.js";

/** Mean outcomes over doses, labelled by them, with their joint influence. */
export interface DoseResponse extends EstimateSet {
  readonly study: ContinuousStudy;
  readonly doses: readonly number[];
  /** What the weights leave of the rows. */
  readonly rows: GroupWeights;
  /** The mean at one of the doses. */
  at(dose: number): Estimate;
  /** Intervals that hold for the whole curve together, one for each dose. */
  band(level?: number): readonly Interval[];
  /** The curve with its pointwise intervals, its band where there is one, and where doses were observed. */
  plot(): Chart;
}

export function doseCurve(
  study: ContinuousStudy,
  points: readonly (readonly [number, Estimate])[],
  weighted: { readonly weights: Float64Array; readonly warnings: readonly ResultWarning[] },
): DoseResponse {
  const { treatmentName: own } = study;
  const labelOf = (dose: number): string => `${own} = ${dose}`;
  const set = estimateSet(
    `Mean of ${study.outcomeName} by ${own}`,
    Object.fromEntries(points.map(([dose, found]) => [labelOf(dose), found])),
  );
  const doses = points.map(([dose]) => dose);
  const rows = wholeWeights(weighted.weights);
  const band = (level = 0.95): readonly Interval[] => simultaneous(set, { level }).intervals;
  const at = (dose: number): Estimate => set.get(labelOf(dose));
  const plot = (): Chart => curveChart(study, doses, set.estimates, bandOf(set.estimates, band));
  const curve = { ...set, study, doses, rows, at, band, plot };
  const note = `weights leave an effective ${formatFixed(rows.effectiveSize, 1)} of ${formatNumber(rows.n, 0)} rows · no E-value: a curve is no one contrast; take ratio() of two doses, then eValue()`;
  const toJSON = (): object => ({
    subject: set.subject,
    doses,
    estimates: set.estimates,
    warnings: set.warnings,
  });
  Object.defineProperty(curve, "toJSON", { value: toJSON, enumerable: false });
  const view = (): TextTable => layout(curve, note);
  const warnings = set.warnings.map((each) => each.message);
  return displayable(curve, {
    text: () => [tableText(view()), ...warnings.map((each) => `Warning: ${each}`)].join("\n"),
    html: async () =>
      [tableHtml(view()), await chartImage(curve.plot()), ...warnings.map(warningHtml)].join("\n"),
  });
}

function layout(
  { doses, estimates, subject, study }: Omit<DoseResponse, "toString" | "plot">,
  note: string,
): TextTable {
  return {
    title: subject,
    columns: [
      { name: study.treatmentName },
      { name: `mean of ${study.outcomeName} (95% interval)`, align: "left" },
      { name: "SE" },
    ],
    rows: estimates.map((each, k) => [
      String(doses[k]).replace("-", "−"),
      valueWithInterval(each),
      each.standardError.toPrecision(3),
    ]),
    notes: [estimates[0]!.method, note],
  };
}

function bandOf(
  estimates: readonly Estimate[],
  band: () => readonly Interval[],
): readonly Interval[] | undefined {
  return estimates.every((each) => hasInfluence(each.influence)) ? band() : undefined;
}

function curveChart(
  study: ContinuousStudy,
  doses: readonly number[],
  estimates: readonly Estimate[],
  band: readonly Interval[] | undefined,
): Chart {
  const values = doses.map((dose, k) => {
    const { low, high } = estimates[k]!.interval();
    return { dose, value: estimates[k]!.value, low, high, under: band?.[k]?.low, over: band?.[k]?.high };
  });
  const [first, last] = [values[0]!, values[values.length - 1]!];
  const [least, most] = [Math.min(...doses), Math.max(...doses)];
  const observed = Array.from(study.treatment)
    .filter((dose) => dose >= least && dose <= most)
    .filter((_, i, all) => i % Math.ceil(all.length / 300) === 0)
    .map((dose) => ({ dose }));
  const x = { field: "dose", type: "quantitative", title: study.treatmentName, scale: { zero: false } };
  const y = (field: string): object => ({
    field,
    type: "quantitative",
    title: `mean of ${study.outcomeName}`,
    scale: { zero: false },
  });
  const area = (low: string, high: string, opacity: number): object => ({
    data: { values },
    mark: { type: "area", opacity, color: "#1f3d66", aria: false },
    encoding: { x, y: y(low), y2: { field: high } },
  });
  return chart(
    `Mean of ${study.outcomeName} over doses of ${study.treatmentName}: ${formatCompact(first.value)} at ${formatCompact(first.dose)}, ${formatCompact(last.value)} at ${formatCompact(last.dose)}; shaded the 95% intervals${band ? " and, lighter, the band for the whole curve" : ""}, below it the doses observed.`,
    {
      width: 420,
      height: 240,
      layer: [
        ...(band ? [area("under", "over", 0.15)] : []),
        area("low", "high", 0.25),
        {
          data: { values },
          mark: { type: "line", color: "#1f3d66", aria: false },
          encoding: { x, y: y("value") },
        },
        {
          data: { values: observed },
          mark: {
            type: "tick",
            color: "#888",
            opacity: 0.35,
            thickness: 1,
            size: 8,
            yOffset: 4,
            aria: false,
          },
          encoding: { x, y: { value: 236 } },
        },
      ],
    },
  );
}
