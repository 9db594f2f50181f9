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

/** What one estimator said: its estimate, or why the data does not allow one. */
export interface Answer {
  readonly name: string;
  readonly effect?: Effect;
  readonly error?: Error;
}

/** Estimates of one effect by several roads, side by side. */
export interface Comparison {
  /** Estimators with an estimate, and their estimates. */
  readonly names: readonly string[];
  readonly estimates: readonly Effect[];
  /** Estimators that the data did not allow an estimate, with the reason. */
  readonly failures: readonly { readonly name: string; readonly error: Error }[];
  readonly truth: number | undefined;
  /** The estimate of an estimator; throws its reason where it has none. */
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
  answers: readonly Answer[],
  beside: { readonly overlap: Overlap; readonly truth: number | undefined },
): Comparison {
  const { truth, overlap } = beside;
  const answered = answers.filter((each): each is Required<Answer> => each.effect !== undefined);
  const rows = answered.map(({ name, effect }) => {
    const { low, high } = effect.interval();
    return { label: name, value: effect.value, low, high };
  });
  const title = `effect of ${study.treatmentName} on ${study.outcomeName}`;
  const result = {
    names: answered.map(({ name }) => name),
    estimates: answered.map(({ effect }) => effect),
    failures: answers.flatMap(({ name, error }) => (error ? [{ name, error }] : [])),
    truth,
    overlap,
    get(name: string): Effect {
      const found = answers.find((each) => each.name === name);
      if (found?.error) throw found.error;
      if (found?.effect) return found.effect;
      const compared = answers.map((each) => each.name).join(", ");
      throw new ArgumentError(`"${name}" was not compared; ${compared} were.`);
    },
    plot: () => forestPlot(rows, { title, truth }),
  };
  const view = (): TextTable => layout(study, title, answers, truth);
  const warnings = answers.flatMap(({ name, effect, error }) =>
    error ? [`${name}: ${error.message}`] : effect!.warnings.map(({ message }) => `${name}: ${message}`),
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
  answers: readonly Answer[],
  truth: number | undefined,
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
    rows: answers.map(({ name, effect, error }) =>
      effect
        ? [
            name,
            valueWithInterval(effect),
            ...(known ? [inUnits(study, effect.value - truth)] : []),
            effect.method,
          ]
        : [name, "no estimate", ...(known ? [""] : []), `${error!.name}, see below`],
    ),
    notes: known ? [`truth ${inUnits(study, truth)}`] : [],
  };
}

/** Differences of risks are shown in points, as their estimates are. */
function inUnits(study: Study, value: number): string {
  return study.binaryOutcome ? `${formatSigned(100 * value, 2)} points` : formatCompact(value);
}
