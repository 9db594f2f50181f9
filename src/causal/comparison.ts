import type { Study } from "../cohort/causal-study.js";
import { ArgumentError } from "../errors.js";
import { type Chart, chartImage } from "../plot/chart.js";
import { displayable } from "../plot/display.js";
import { forestPlot } from "../plot/forest-plot.js";
import { formatCompact, formatSigned } from "../plot/format.js";
import { warningHtml } from "../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { valueWithInterval } from "../stats/estimate-view.js";
import type { Effect } from "./effect.js";
import type { Overlap } from "./weighting/overlap.js";

/** Estimates of one effect by several roads, side by side. */
export interface Comparison {
  readonly names: readonly string[];
  readonly estimates: readonly Effect[];
  readonly truth: number | undefined;
  get(name: string): Effect;
  /** Overlap for the ATE, which weighting, matching and doubly robust estimates rest on. */
  readonly overlap: Overlap;
  /** One line with an interval for each estimator, and a vertical line at the truth. */
  plot(): Chart;
  toString(): string;
}

/** The estimates with what stands beside them. */
export function comparison(
  study: Study,
  names: readonly string[],
  estimates: readonly Effect[],
  beside: { readonly overlap: Overlap; readonly truth: number | undefined },
): Comparison {
  const { truth, overlap } = beside;
  const rows = estimates.map((each, j) => {
    const { low, high } = each.interval();
    return { label: names[j]!, value: each.value, low, high };
  });
  const title = `effect of ${study.treatmentName} on ${study.outcomeName}`;
  const result = {
    names,
    estimates,
    truth,
    overlap,
    get(name: string): Effect {
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
    text: () =>
      [tableText(view()), ...warnings.map((each) => `Warning: ${each}`), String(overlap)].join("\n"),
    html: async () =>
      [
        tableHtml(view()),
        `<div style="display:flex;flex-wrap:wrap;gap:12px">${await chartImage(result.plot())}${await chartImage(overlap.plot())}</div>`,
        ...warnings.map(warningHtml),
      ].join("\n"),
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
