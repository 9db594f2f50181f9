import { joined } from "./read.js";

/** The MIME type under which a comparison of estimators gives its rows: { estimator, value, low, high, truth }. */
export const estimatesType = "application/vnd.txlab.estimates+json";

/** The rows of every comparison in an executed notebook, in order, each under the heading that it stands below. */
export function comparisons(notebook) {
  let title = "";
  return notebook.cells.flatMap((cell) => {
    if (cell.cell_type === "markdown") title = lastHeading(joined(cell.source)) ?? title;
    const outputs = cell.cell_type === "code" ? cell.outputs : [];
    return outputs.flatMap(({ data }) =>
      data?.[estimatesType] ? [{ title, rows: data[estimatesType] }] : [],
    );
  });
}

function lastHeading(markdown) {
  return [...markdown.matchAll(/^#+\s+(.+)$/gm)].pop()?.[1];
}

/** A comparison as columns and rows of text; the truth is left out where nobody knows it. */
export function comparisonTable(rows) {
  const known = rows.some((row) => typeof row.truth === "number");
  const digits = digitsFor(rows);
  const number = (x) => (Number.isFinite(x) ? signed(x.toFixed(digits)) : "–");
  const interval = (row) => (typeof row.low === "number" ? `${number(row.low)} to ${number(row.high)}` : "–");
  const covers = (row) =>
    typeof row.low !== "number" ? "–" : row.low <= row.truth && row.truth <= row.high ? "yes" : "no";
  const columns = [
    { name: "estimator", align: "left" },
    ...["estimate", "95% interval"].map((name) => ({ name })),
    ...(known ? ["truth", "off by", "interval has the truth"].map((name) => ({ name })) : []),
  ];
  return {
    columns,
    rows: rows.map((row) => [
      row.estimator,
      number(row.value),
      interval(row),
      ...(known ? [number(row.truth), number(row.value - row.truth), covers(row)] : []),
    ]),
  };
}

/** As many decimals as the narrowest interval deserves: two figures of its width. */
function digitsFor(rows) {
  const widths = rows.map((row) => row.high - row.low).filter((width) => Number.isFinite(width) && width > 0);
  const narrowest = widths.length > 0 ? Math.min(...widths) : 1;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(narrowest)) - 1));
}

/** With a true minus sign, and none before zero. */
function signed(text) {
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}
