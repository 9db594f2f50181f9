import { formatNumber, formatPValue } from "../../plot/format.js";
import type { Metric } from "../metrics/registry.js";
import type { Audit } from "./audit.js";
import type { Gap } from "./gap.js";
import { metricNumber, signedNumber } from "./numbers.js";

type Reviewed = Pick<Audit, "people" | "metrics" | "groups" | "gaps" | "leftOut" | "settings">;

/** The sentences that a reviewer would write about the audit: what was compared, the strongest gaps, what is unknown. */
export function reviewSentences(audit: Reviewed): string[] {
  const { gaps, settings } = audit;
  const tested = gaps.filter((gap) => !Number.isNaN(gap.pAdjusted));
  const clear = tested.filter((gap) => gap.pAdjusted < 1 - settings.level);
  const said: string[] = [];
  if (gaps.length === 0) said.push("No two groups were large enough to compare.");
  else if (clear.length === 0) {
    said.push(
      `None of ${tested.length} comparisons shows a difference beyond chance${adjustment(settings.adjust)}; that is no evidence of equality.`,
    );
  } else {
    said.push(
      `${clear.length} of ${tested.length} comparisons show a difference beyond chance${adjustment(settings.adjust)}.`,
    );
    for (const gap of clear.slice(0, 2)) said.push(gapSentence(gap, audit.metrics, settings.level));
  }
  const small = audit.leftOut.filter(({ metric }) => metric === undefined);
  if (small.length > 0) {
    const people = (n: number): string => (n === 1 ? "1 person" : `${formatNumber(n, 0)} people`);
    const named = small.slice(0, 4).map(({ group, n }) => `${group}: ${people(n)}`);
    const more = small.length > 4 ? ` and ${small.length - 4} more groups` : "";
    said.push(`Too small to judge: ${named.join("; ")}${more}.`);
  }
  return said;
}

function gapSentence(gap: Gap, metrics: readonly Metric[], level: number): string {
  const metric = metrics.find(({ name }) => name === gap.metric)!;
  const { low, high } = gap.simultaneous ?? gap.difference.interval(level);
  const unit = metric.percent ? " points" : "";
  const label = metric.label[0]!.toUpperCase() + metric.label.slice(1);
  return `${label} is ${metricNumber(metric, gap.value)} for ${gap.group} and ${metricNumber(metric, gap.againstValue)} for ${gap.against}: a difference of ${signedNumber(metric, gap.difference.value)}${unit} (${formatNumber(100 * level, 1)}% ${signedNumber(metric, low)} to ${signedNumber(metric, high)}; adjusted p ${formatPValue(gap.pAdjusted)}).`;
}

function adjustment(method: "holm" | "bh" | "none"): string {
  if (method === "none") return " (p-values not adjusted)";
  return method === "holm" ? " (Holm-adjusted)" : " (Benjamini-Hochberg-adjusted)";
}
