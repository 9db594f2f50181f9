import { table } from "arquero";
import { assertFinite } from "../../src/assert.js";
import { normalCdf } from "../../src/stats/distributions.js";
import { expit, normalMean, openProcess, type Process, type ProcessOptions } from "./process.js";

export interface BiasedLabelsOptions extends ProcessOptions {
  /** Share of group b's people in need whose need is not recorded; of group a's it is 0. @default 0.3 */
  readonly unrecorded?: number;
  /** By how much group b's marker reads too low. @default 0.5 */
  readonly underread?: number;
  /** By how much group b in need is treated less often, in probability. @default 0.15 */
  readonly undertreated?: number;
  /** By how much group b's log-spending lies below group a's at the same severity. @default 0.5 */
  readonly underspent?: number;
  /** Mean severity of group b; group a's is 0, so this alone makes base rates differ. @default 0 */
  readonly severity?: number;
}

export interface BiasedLabelsTruth {
  /** Share in need, and share recorded as in need, in each group. */
  readonly need: GroupPair;
  readonly recorded: GroupPair;
  /** Share of people in need whose marker is at least 0, and share of people not in need. */
  readonly truePositiveRate: GroupPair;
  readonly falsePositiveRate: GroupPair;
  /** Probability of treatment given need, b minus a. */
  readonly allocationGap: number;
  /** Mean severity at equal spending, b minus a. */
  readonly severityAtEqualSpending: number;
}

interface GroupPair {
  readonly a: number;
  readonly b: number;
}

const noise = 0.5;
const treated = { inNeed: 0.6, others: 0.1 };

/**
 * Patients of two groups whose records misstate them in four known ways (after Obermeyer et al. 2019, Science 366:447).
 *
 * Group b with probability 0.3; severity z ~ N(severity_g, 1); in need T ~ Bernoulli(expit(−1 + z)); recorded
 * y = T but lost with probability `unrecorded` in b; marker x = z − `underread`·[b] + N(0, 0.5²), score expit(−1 + x),
 * decision x ≥ 0; treatment with probability 0.6 in need (0.6 − `undertreated` in b) and 0.1 else; spending
 * exp(z − `underspent`·[b] + N(0, 0.5²)).
 *
 * True with the defaults: need 0.3033 in both groups, recorded 0.2123 in b; allocation gap −0.15 given need; at equal
 * spending b is more severe by underspent / 1.25 = 0.4 where severity is 0.
 */
export function biasedLabels(options: BiasedLabelsOptions): Process<BiasedLabelsTruth> {
  const names = ["unrecorded", "underread", "undertreated", "underspent", "severity"] as const;
  const stream = openProcess(options, "biasedLabels", names);
  const { unrecorded = 0.3, underread = 0.5, undertreated = 0.15, underspent = 0.5, severity = 0 } = options;
  Object.entries({ unrecorded, underread, undertreated, underspent, severity }).forEach(([name, value]) => {
    assertFinite(value, name);
  });
  const column = (): Float64Array => new Float64Array(options.n);
  const [need, recorded, marker, score, decision] = [column(), column(), column(), column(), column()];
  const [treatment, spending, z] = [column(), column(), column()];
  const group: string[] = [];
  for (let i = 0; i < options.n; i++) {
    const b = stream.bernoulli(0.3);
    group.push(b ? "b" : "a");
    z[i] = severity * b + stream.normal();
    need[i] = stream.bernoulli(expit(z[i]! - 1));
    recorded[i] = need[i] === 1 && stream.uniform() >= unrecorded * b ? 1 : 0;
    marker[i] = z[i]! - underread * b + noise * stream.normal();
    score[i] = expit(marker[i]! - 1);
    decision[i] = marker[i]! >= 0 ? 1 : 0;
    treatment[i] = stream.bernoulli(need[i] === 1 ? treated.inNeed - undertreated * b : treated.others);
    spending[i] = Math.exp(z[i]! - underspent * b + noise * stream.normal());
  }
  const share = { a: inNeed(0), b: inNeed(severity) };
  return {
    table: table({ group, severity: z, need, recorded, marker, score, decision, treatment, spending }),
    truth: {
      need: share,
      recorded: { a: share.a, b: (1 - unrecorded) * share.b },
      truePositiveRate: { a: above(0, 0, true), b: above(severity, underread, true) },
      falsePositiveRate: { a: above(0, 0, false), b: above(severity, underread, false) },
      allocationGap: -undertreated,
      severityAtEqualSpending: severity + (underspent - severity) / (1 + noise ** 2),
    },
  };
}

function inNeed(mean: number): number {
  return normalMean((z) => expit(z + mean - 1));
}

/** P(marker ≥ 0 | need or not). */
function above(mean: number, shift: number, need: boolean): number {
  const chance = (z: number): number => (need ? expit(z + mean - 1) : 1 - expit(z + mean - 1));
  const both = normalMean((z) => chance(z) * normalCdf((z + mean - shift) / noise));
  return both / normalMean(chance);
}
