import { describe, expect, test } from "vitest";
import { comparisons, comparisonTable, estimatesType } from "../../../tools/notebook/estimates.js";
import { code, markdown, notebook, result, stream } from "./notebook.js";

const rows = [
  { estimator: "naive", value: 0.058, low: 0.041, high: 0.075, truth: -0.031 },
  { estimator: "aipw", value: -0.0312, low: -0.044, high: -0.018, truth: -0.031 },
];

describe("the estimates of a notebook", () => {
  test("are those that its comparisons give, in order, each under its heading", () => {
    const comparison = code("b", [result({ [estimatesType]: rows, "text/plain": "" })]);
    const executed = notebook(
      comparison,
      markdown("# Tour\n\n## The effect\n\nText."),
      code("a", [stream("x")]),
      markdown("No heading."),
      comparison,
    );
    expect(comparisons(executed)).toEqual([
      { title: "", rows },
      { title: "The effect", rows },
    ]);
  });

  test("stand beside the truth, with the words whether the interval has it", () => {
    expect(comparisonTable(rows).rows).toEqual([
      ["naive", "0.058", "0.041 to 0.075", "−0.031", "0.089", "no"],
      ["aipw", "−0.031", "−0.044 to −0.018", "−0.031", "0.000", "yes"],
    ]);
  });

  test("stand alone where nobody knows the truth", () => {
    const unknown = rows.map((row) => ({ ...row, truth: null }));
    expect(comparisonTable(unknown).columns.map(({ name }) => name)).toEqual([
      "estimator",
      "estimate",
      "95% interval",
    ]);
  });

  test("say where there is no interval", () => {
    const [row] = comparisonTable([{ estimator: "a", value: 1, low: null, high: null, truth: 2 }]).rows;
    expect(row).toEqual(["a", "1.0", "–", "2.0", "−1.0", "–"]);
  });
});
