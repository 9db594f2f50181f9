import type { Study } from "../../cohort/causal-study.js";
import type { Table } from "../../cohort/frame.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import { escapeHtml } from "../../plot/html.js";
import type { Effect } from "../effect.js";

/** Effects that differ between rows: one prediction each, and a doubly robust average to hold them to. */
export interface Cate {
  readonly study: Study;
  readonly method: string;
  /** Predicted effect of each row of the study, by models that did not see its outcome. */
  readonly effects: Float64Array;
  /** Pointwise standard errors, where the method has them. */
  readonly standardErrors: Float64Array | undefined;
  /** Uncentred doubly robust scores of the effect, one per row, whose mean over any group is that group's effect. */
  readonly scores: Float64Array;
  /** The average effect by the doubly robust scores, with its error. */
  readonly ate: Effect;
  /** Predicted effects for the rows of another table with the study's columns. */
  predict(table: Table): Promise<Float64Array>;
  toString(): string;
}

export function cate(parts: Omit<Cate, "toString">): Cate {
  const value = { ...parts };
  const toJSON = (): object => ({ method: value.method, n: value.study.n, ate: value.ate });
  Object.defineProperty(value, "toJSON", { value: toJSON, enumerable: false });
  return displayable(value, {
    text: () => describe(value).join("\n"),
    html: () =>
      describe(value)
        .map((line, j) =>
          j === 0 ? `<div><strong>${escapeHtml(line)}</strong></div>` : `<div>${escapeHtml(line)}</div>`,
        )
        .join("\n"),
  });
}

function describe({ study, method, effects, ate }: Omit<Cate, "toString">): string[] {
  const sorted = Float64Array.from(effects).sort();
  const factor = study.binaryOutcome ? 100 : 1;
  const at = (q: number): string => formatFixed(factor * sorted[Math.round(q * (sorted.length - 1))]!, 2);
  const unit = study.binaryOutcome ? " points" : "";
  const above = effects.reduce((count, effect) => count + (effect > 0 ? 1 : 0), 0) / effects.length;
  return [
    `Effects of ${study.treatmentName} on ${study.outcomeName} by ${method}`,
    `predicted effects: median ${at(0.5)}, quartiles ${at(0.25)} and ${at(0.75)}, from ${at(0)} to ${at(1)}${unit}; ${formatPercent(above)} above 0`,
    ...String(ate).split("\n"),
  ];
}
