import { assertFraction, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { assertEpisodes, assertPolicy } from "../learning/check-arguments.js";
import { ope } from "./ope.js";
import type { OpeOptions } from "./ope-options.js";
import { valuesIfAny } from "./ope-set.js";
import type { PolicyValue } from "./policy-value.js";

export interface SelectPolicyOptions extends Omit<OpeOptions, "actionValues" | "interval" | "range"> {
  /** @default 0.95 */
  readonly level?: number;
}

export interface Candidate {
  readonly name: string;
  /** Undefined where no episode follows the policy. */
  readonly value: PolicyValue | undefined;
  /** Lower confidence bound; −∞ where the value is not to be used. */
  readonly lower: number;
}

/** The policy that was chosen, and what it is worth on patients who did not choose it. */
export interface Selection {
  readonly chosen: string;
  readonly policy: Policy;
  /** On the test patients: this is the value to report. */
  readonly value: PolicyValue;
  /** On the patients that chose it; too high on average, because the best of several was taken. */
  readonly selectedValue: PolicyValue;
  readonly candidates: readonly Candidate[];
  toString(): string;
}

/**
 * Chooses among policies by their lower confidence bound on `select`, at a level shared among the candidates
 * (Bonferroni), and reports the winner's value on `test`, other patients: the best of several estimates is too good to
 * be true. Candidates whose effective sample is below 50 cannot win. Bounds take as many replicates as their level needs,
 * up to 20,000.
 *
 * @example
 * const { select, test } = log.split({ select: 0.5, test: 0.5 });
 * (await selectPolicy({ softer, sharper }, select, test)).chosen // => "sharper"
 */
export async function selectPolicy(
  candidates: Readonly<Record<string, Policy>>,
  select: Episodes,
  test: Episodes,
  options: SelectPolicyOptions = {},
): Promise<Selection> {
  const { level = 0.95, ...rest } = options;
  assertKnownOptions(rest, [...optionNames], "selectPolicy");
  assertEpisodes(select, "select");
  assertEpisodes(test, "test");
  for (const [name, policy] of Object.entries(candidates)) assertPolicy(policy, `candidates.${name}`);
  refuseShared(select, test);
  assertFraction(level, "level");
  const names = Object.keys(candidates);
  if (names.length === 0) throw new ArgumentError("selectPolicy needs at least one candidate.");
  const share = 1 - (1 - level) / names.length;
  const { replicates = enoughReplicates(share) } = rest;
  const found: Candidate[] = [];
  for (const name of names) {
    const { estimator = "wis", ...shared } = rest;
    const [value] = await valuesIfAny(
      select,
      { ...candidates[name]!, name },
      { ...shared, replicates, estimators: [estimator] },
    );
    const usable = value !== undefined && value.support.verdict !== "do not use";
    found.push({ name, value, lower: usable ? value.interval(share).low : Number.NEGATIVE_INFINITY });
  }
  const best = found.reduce((a, b) => (b.lower > a.lower ? b : a));
  if (best.lower === Number.NEGATIVE_INFINITY) {
    throw new DataError(
      `none of ${names.join(", ")} can be judged on the ${select.count} episodes of select: their effective samples are below 50. Keep closer to the carers (spibb), or use more data.`,
    );
  }
  const policy = candidates[best.name]!;
  const value = await ope(test, { ...policy, name: best.name }, rest);
  const result = { chosen: best.name, policy, value, selectedValue: best.value!, candidates: found };
  return displayable(result, {
    text: () => tableText(layout(result, share, replicates)),
    html: () => tableHtml(layout(result, share, replicates)),
  });
}

const optionNames = [
  ...["estimator", "discount", "horizon", "behavior", "learner", "features", "folds"],
  ...["normalise", "replicates", "unrecorded", "seed"],
];

function refuseShared(select: Episodes, test: Episodes): void {
  const [a, b] = [select.asSource(), test.asSource()];
  if (a.frame !== b.frame) return;
  const shared = [...a.patients].filter((id) => b.patients.has(id)).length;
  if (shared > 0) {
    throw new DataError(
      `select and test share ${shared} patients, so the winner's value would be flattered; split by patient.`,
    );
  }
}

/** Replicates of which at least ten lie beyond an interval's end, up to 20,000. */
function enoughReplicates(level: number): number {
  return Math.min(20_000, Math.max(1000, Math.ceil(20 / (1 - level))));
}

/** What a reader must know of the choice itself. */
function choiceNotes(candidates: readonly Candidate[], level: number, replicates: number): string[] {
  const taught = candidates.filter(({ value }) =>
    value?.warnings.some(({ code }) => code === "same-patients"),
  );
  const few = ((1 - level) / 2) * replicates < 5;
  return [
    ...(taught.length > 0
      ? [
          `Warning: ${taught.map(({ name }) => name).join(", ")} learned from patients of select, so the choice favours them; select on others.`,
        ]
      : []),
    ...(few
      ? [
          `Warning: lower bounds at ${formatFixed(100 * level, 2)}% rest on the few lowest of ${replicates} replicates; ask for more.`,
        ]
      : []),
  ];
}

function layout(
  { chosen, value, candidates }: Omit<Selection, "toString">,
  level: number,
  replicates: number,
): TextTable {
  const { low, high } = value.interval();
  return {
    title: `Chosen: ${chosen}, value ${formatFixed(value.value, 3)} (95% ${formatFixed(low, 3)} to ${formatFixed(high, 3)}) on ${formatNumber(value.n, 0)} other episodes`,
    columns: [
      { name: "candidate", align: "left" },
      { name: "value where chosen" },
      { name: `lower bound, ${formatFixed(100 * level, 1)}%` },
      { name: "effective sample" },
    ],
    rows: candidates.map((each) => [
      each.name,
      each.value ? formatFixed(each.value.value, 3) : "no episode follows it",
      each.lower === Number.NEGATIVE_INFINITY ? "not judged" : formatFixed(each.lower, 3),
      each.value ? formatFixed(each.value.support.effectiveSize, 1) : "0",
    ]),
    notes: [
      ...choiceNotes(candidates, level, replicates),
      ...value.warnings.map(({ message }) => `Warning: ${message}`),
    ],
  };
}
