/** The rows as a Markdown table, losses and missing peers included. */
export function table(rows) {
  const head = [
    "task",
    "peer",
    "gate",
    "ours",
    "peer's",
    "ratio (of pairs)",
    "ratio of CPU time",
    "goal",
    "peak memory ours / peer's",
  ];
  const lines = rows.map((row) => [
    row.title,
    row.peer ?? "none",
    row.missing
      ? `missing: ${row.missing}`
      : row.gate === null
        ? "–"
        : `${row.gate ? "passed" : "FAILED"}: ${row.said}`,
    time(row.ourMs),
    time(row.peerMs) + (row.runs === 1 ? " (one run)" : ""),
    row.ratio ? ratio(row) : "–",
    row.cpuRatio ? `${row.cpuRatio.toFixed(1)}× (${time(row.peerCpuMs)} / ${time(row.ourCpuMs)})` : "–",
    verdict(row),
    `${memory(row.ourPeak)} / ${memory(row.peerPeak)}`,
  ]);
  const widths = head.map((name, j) => Math.max(name.length, ...lines.map((line) => line[j].length)));
  const show = (cells) => `| ${cells.map((cell, j) => cell.padEnd(widths[j])).join(" | ")} |`;
  return [show(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...lines.map(show)].join(
    "\n",
  );
}

function ratio({ ratio, ratios, runs }) {
  const range = runs > 1 ? ` (${ratios.map((each) => each.toFixed(1)).join(" to ")})` : "";
  return `${ratio.toFixed(1)}×${range}`;
}

function verdict({ goal, ratio: found, missing }) {
  if (!goal || missing) return goal ? `≥ ${goal}×` : "–";
  return `≥ ${goal}×: ${found >= goal ? "met" : found >= 1 ? "NOT MET" : "LOST"}`;
}

function time(ms) {
  if (ms === undefined) return "–";
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

function memory(bytes) {
  if (!Number.isFinite(bytes)) return "–";
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
