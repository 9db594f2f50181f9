import { absentData } from "./needs.js";
import { codeCells, hasTag, joined } from "./read.js";

/**
 * What re-execution changed, one sentence per changed cell: the text of results and of standard output is compared.
 * Cells tagged "volatile" (times, versions), and those whose data are absent, are left out.
 */
export function changes(committed, executed) {
  const before = codeCells(committed);
  const after = codeCells(executed);
  return before.flatMap((cell, i) => {
    if (hasTag(cell, "volatile") || hasTag(cell, "skip-execution")) return [];
    if (absentData(cell).length > 0) return [];
    const was = printed(cell);
    const is = printed(after[i]);
    return was === is ? [] : [`code cell ${i + 1}: ${firstDifference(was, is)}`];
  });
}

/** Everything that a cell printed or returned, as text, save bars, which appear where a machine is slow. */
export function printed(cell) {
  return cell.outputs
    .filter((output) => output.output_type !== "error" && output.name !== "stderr")
    .filter((output) => !output.metadata?.txlab?.progress)
    .map((output) =>
      joined(output.output_type === "stream" ? output.text : output.data["text/plain"]).trimEnd(),
    )
    .join("\n");
}

function firstDifference(was, is) {
  const [before, after] = [was.split("\n"), is.split("\n")];
  const at = before.findIndex((line, i) => line !== after[i]);
  const line = at === -1 ? before.length : at;
  const show = (text) => (text === undefined ? "nothing" : JSON.stringify(text));
  return `line ${line + 1} was ${show(before[line])} and is ${show(after[line])}`;
}
