import { ArgumentError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { formatPValue } from "../plot/format.js";
import { warningHtml } from "../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { requireInfluence } from "./contrast.js";
import type { Estimate, ResultWarning } from "./estimate.js";
import { valueWithInterval } from "./estimate-view.js";
import { alignInfluence, influenceCovariance } from "./influence.js";

/** Labelled estimates over the same units: potential outcomes, groups, the points of a curve. */
export interface EstimateSet {
  readonly subject: string;
  readonly labels: readonly string[];
  readonly estimates: readonly Estimate[];
  readonly warnings: readonly ResultWarning[];
  /** The estimate with this label. */
  get(label: string): Estimate;
  /** Joint covariance of the estimates, from their influence values, row by row. */
  covariance(): number[][];
  toString(): string;
}

/** Puts labelled estimates together, in the order given; `extra` fields travel with them. */
export function estimateSet<Extra extends object = object>(
  subject: string,
  members: Readonly<Record<string, Estimate>>,
  extra?: Extra,
): EstimateSet & Readonly<Extra> {
  const labels = Object.keys(members);
  const estimates = Object.values(members);
  const warnings = distinct(estimates.flatMap((each) => each.warnings));
  const set = {
    ...(extra as Extra),
    subject,
    labels: Object.freeze(labels),
    estimates: Object.freeze(estimates),
    warnings,
    get(label: string): Estimate {
      const found = members[label];
      if (!found) throw new ArgumentError(`there is no estimate "${label}"; there are ${labels.join(", ")}.`);
      return found;
    },
    covariance: () => jointCovariance(estimates),
  };
  const notes = (): string[] => warnings.map((warning) => `Warning: ${warning.message}`);
  return displayable(set, {
    text: () => [tableText(setTable(set)), ...notes()].join("\n"),
    html: () => [tableHtml(setTable(set)), ...warnings.map((each) => warningHtml(each.message))].join("\n"),
  });
}

function jointCovariance(estimates: readonly Estimate[]): number[][] {
  const first = requireInfluence(estimates[0]!);
  const aligned = estimates.map((each) => alignInfluence(first, requireInfluence(each)));
  return aligned.map((a) => aligned.map((b) => influenceCovariance(a, b)));
}

function setTable(set: Pick<EstimateSet, "subject" | "labels" | "estimates">): TextTable {
  return {
    title: set.subject,
    columns: [
      { name: "", align: "left" },
      { name: "estimate (95% interval)", align: "left" },
      { name: "SE" },
      { name: "p" },
      { name: "method", align: "left" },
    ],
    rows: set.estimates.map((each, i) => [
      set.labels[i]!,
      valueWithInterval(each),
      each.standardError.toPrecision(3),
      formatPValue(each.pValue()),
      each.method,
    ]),
  };
}

function distinct(warnings: readonly ResultWarning[]): readonly ResultWarning[] {
  return [...new Map(warnings.map((warning) => [warning.code + warning.message, warning])).values()];
}
