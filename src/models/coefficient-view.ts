import { formatCompact } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import type { ParametricModel } from "./learner.js";

type Shown = Omit<ParametricModel, "toString">;

export function coefficientText(model: Shown): string {
  return tableText(coefficientTable(model));
}

export function coefficientHtml(model: Shown): string {
  return tableHtml(coefficientTable(model));
}

/** Coefficients that are printed. */
const mostShown = 200;

/** Coefficients with the errors that their influence values give. */
function coefficientTable(model: Shown): TextTable {
  const hidden = model.coefficientNames.length - mostShown;
  return {
    title: `${model.name} regression`,
    columns: [{ name: "term", align: "left" }, { name: "coefficient" }, { name: "robust SE" }],
    rows: model.coefficientNames
      .slice(0, mostShown)
      .map((name, j) => [
        name,
        formatCompact(model.coefficients[j]!),
        formatCompact(coefficientError(model, j)),
      ]),
    notes: hidden > 0 ? [`${hidden} more coefficients`] : [],
  };
}

function coefficientError(model: Shown, j: number): number {
  const influence = model.coefficientInfluence(
    Float64Array.from(model.coefficients, (_, k) => (k === j ? 1 : 0)),
  );
  let sum = 0;
  for (const value of influence) sum += value * value;
  return Math.sqrt(sum) / influence.length;
}
