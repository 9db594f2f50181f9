import { assertFinite, assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import type { Table } from "../../cohort/frame.js";
import { ArgumentError } from "../../errors.js";
import type { Features } from "../../models/learner.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatNumber, formatPercent } from "../../plot/format.js";
import { escapeHtml } from "../../plot/html.js";
import type { Estimate } from "../../stats/estimate.js";
import { makeFolds } from "../../stats/folds.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import type { Cate } from "./cate.js";
import { policyValue } from "./policy-value.js";
import { type PolicyNode, searchPolicy } from "./search-policy.js";

export interface PolicyTreeOptions {
  /** Splits from the top to a decision, 1 or 2. @default 2 */
  readonly depth?: 1 | 2;
  /** Columns to split on. @default the study's confounders */
  readonly terms?: readonly string[];
  /** Is a larger outcome good or bad? @default "good" */
  readonly outcome?: "good" | "bad";
  /** What treating one row costs, in units of the outcome. @default 0 */
  readonly cost?: number;
  /** Candidate thresholds for each column, at quantiles; all values where there are fewer. @default 30 */
  readonly thresholds?: number;
  /** Least rows on each side of a split. @default 1% of the rows */
  readonly minRows?: number;
  /** Folds to value the policy on rows that did not choose it. @default 2 */
  readonly folds?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** A rule of few questions, learned from doubly robust scores, and what such rules gain on rows they were not learned from. */
export interface PolicyTree {
  readonly root: PolicyNode;
  /** Share of the study's rows that the rule treats. */
  readonly treated: number;
  /** Cross-validated gain over treating nobody: the rule is learned anew without each fold and valued on it. */
  readonly value: Estimate;
  /** 1 for the rows of another table that the rule treats, else 0. */
  decide(table: Table): Float64Array;
  toString(): string;
}

/**
 * The tree of depth 1 or 2 that treats those who gain most: it maximizes Σ π(x) (score − cost) over all trees on a grid of
 * thresholds (Athey & Wager 2021; exhaustive search as in Zhou, Athey & Wager 2023).
 *
 * Assumes what the scores assume. The value is that of the method on new rows like these, not of the one tree shown, which
 * was learned from all rows.
 *
 * @example
 * String(await policyTree(forest, { outcome: "bad" })) // the rule in words, and its cross-validated gain
 */
export async function policyTree(cate: Cate, options: PolicyTreeOptions = {}): Promise<PolicyTree> {
  const { depth, cost, thresholds, folds, seed, outcome, minRows, design } = checked(cate, options);
  const { study } = cate;
  const sign = outcome === "good" ? 1 : -1;
  const gains = cate.scores.map((score, i) => (study.weights?.[i] ?? 1) * (sign * score - cost));
  const learn = (rows: Int32Array): PolicyNode =>
    searchPolicy(design.columns, gains, rows, { depth, thresholds, minRows });
  const { root, crossed } = await learnAndCross(study, { folds, seed }, learn, design.columns);
  const signed = { ...cate, scores: cate.scores.map((score) => sign * score) };
  const decide = (x: Features): Float64Array =>
    Float64Array.from({ length: x.rows }, (_, i) => decision(root, x.columns, i));
  const own = decide(design).reduce((sum, treat) => sum + treat, 0) / study.n;
  const value = policyValue(signed as Cate, crossed, { cost });
  const result = {
    root,
    treated: own,
    value,
    decide: (table: Table) => decide(design.transform(table)),
  };
  const lines = (): string[] => [
    `Policy of depth ${depth} for ${study.treatmentName}: treats ${formatPercent(own)} of ${formatNumber(study.n, 0)} rows`,
    ...rules(root, design.names, ""),
    ...String(value).split("\n"),
  ];
  return displayable(result, {
    text: () => lines().join("\n"),
    html: () => `<pre>${escapeHtml(lines().join("\n"))}</pre>`,
  });
}

type Checked = Required<Omit<PolicyTreeOptions, "terms">> & { readonly design: DesignMatrix };

function checked({ study }: Cate, options: PolicyTreeOptions): Checked {
  const known = ["depth", "terms", "outcome", "cost", "thresholds", "minRows", "folds", "seed"];
  assertKnownOptions(options, known, "policyTree");
  const { depth = 2, cost = 0, thresholds = 30, folds = 2, seed = 1, outcome = "good" } = options;
  const minRows = options.minRows ?? Math.max(1, Math.ceil(study.n / 100));
  if (depth !== 1 && depth !== 2) throw new ArgumentError(`depth must be 1 or 2; it was ${depth}.`);
  assertOneOf(outcome, "outcome", ["good", "bad"]);
  assertFinite(cost, "cost");
  assertInteger(thresholds, "thresholds", 1);
  assertInteger(minRows, "minRows", 1);
  const design = options.terms ? study.designOf(options.terms, "terms") : study.design;
  if (design.columns.length === 0)
    throw new ArgumentError("a policy tree needs at least one column to split on.");
  return { depth, cost, thresholds, folds, seed, outcome, minRows, design };
}

/** The rule of all rows, and each row's decision by the rule of the other folds. */
async function learnAndCross(
  study: Study,
  { folds, seed }: { readonly folds: number; readonly seed: number },
  learn: (rows: Int32Array) => PolicyNode,
  columns: readonly Float64Array[],
): Promise<{ readonly root: PolicyNode; readonly crossed: Float64Array }> {
  const stream = randomStream(seed).split("policy folds");
  const fold = makeFolds(study.n, folds, { clusters: study.clusters, stream });
  const all = Int32Array.from({ length: study.n }, (_, i) => i);
  const crossed = new Float64Array(study.n);
  const root = await work("policy tree", folds + 1, async ({ report, check }) => {
    for (let k = 0; k < folds; k++) {
      check();
      const rule = learn(all.filter((i) => fold[i] !== k));
      for (let i = 0; i < study.n; i++) if (fold[i] === k) crossed[i] = decision(rule, columns, i);
      report(k + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return learn(all);
  });
  return { root, crossed };
}

function decision(node: PolicyNode, columns: readonly Float64Array[], row: number): number {
  let at = node;
  while ("column" in at) at = columns[at.column]![row]! <= at.threshold ? at.low : at.high;
  return at.treat ? 1 : 0;
}

function rules(node: PolicyNode, names: readonly string[], indent: string): string[] {
  if (!("column" in node))
    return [`${indent}${node.treat ? "treat" : "do not treat"} (${formatNumber(node.rows, 0)} rows)`];
  const name = names[node.column]!;
  const threshold = formatCompact(node.threshold);
  return [
    `${indent}${name} ≤ ${threshold}:`,
    ...rules(node.low, names, `${indent}  `),
    `${indent}${name} > ${threshold}:`,
    ...rules(node.high, names, `${indent}  `),
  ];
}
