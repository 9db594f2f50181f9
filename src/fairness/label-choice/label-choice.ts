import { assertFraction, assertKnownOptions } from "../../assert.js";
import { type Table, tableFrame } from "../../cohort/frame.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { rowUnits } from "../../stats/influence.js";
import { wilson } from "../../stats/wilson.js";
import type { Level } from "../audit/code-levels.js";
import { codeColumn } from "../audit/coded-columns.js";
import { numberColumn, openSource } from "../audit/columns.js";
import { needAtEqualScore } from "./equal-score.js";

export interface LabelChoiceOptions {
  /** Candidate rankings by name: columns of a label (spending, conditions) or of a score that was trained on it. */
  readonly candidates: Readonly<Record<string, string>>;
  /** Column of what selection is meant to find. */
  readonly need: string;
  readonly groups: string;
  /** @default the level with the most people */
  readonly reference?: Level;
  /** Share of people who are selected. @default 0.1 */
  readonly top?: number;
}

export interface Capture {
  readonly found: number;
  readonly best: number;
  readonly chance: number;
}

export interface CandidateLabel {
  readonly name: string;
  /** Share of the selected in each group, with Wilson intervals. */
  readonly shares: Readonly<Record<string, Estimate>>;
  /** Share of the whole need that the selected have, beside the share if need itself selected, and if chance did. */
  readonly capture: Capture | { readonly undefined: string };
  /** Mean need of each group minus that of the reference at equal rank: above 0 for a group that must be sicker. */
  readonly needAtEqualScore: Readonly<Record<string, Estimate>>;
  /** Row numbers of the selected. */
  readonly selected: Int32Array;
}

export interface LabelChoice {
  readonly candidates: readonly CandidateLabel[];
  /** Share of people in each group. */
  readonly population: Readonly<Record<string, number>>;
  readonly reference: string;
  /** People whom the first candidate selects and the other does not, and the other way round, by group. */
  readonly turnover: readonly Turnover[];
  get(name: string): CandidateLabel;
  toString(): string;
}

export interface Turnover {
  readonly from: string;
  readonly to: string;
  readonly group: string;
  readonly lost: number;
  readonly gained: number;
}

/**
 * What the choice of a label does (Obermeyer, Powers, Vogeli & Mullainathan 2019, Science 366:447): for each candidate,
 * who is among the top share, how much of the need they hold, and how much sicker one group must be to be ranked alike.
 * Ties at the cut are broken by row order.
 */
export function labelChoice(table: Table, options: LabelChoiceOptions): LabelChoice {
  assertKnownOptions(options, ["candidates", "need", "groups", "reference", "top"], "labelChoice");
  const { top = 0.1 } = options;
  assertFraction(top, "top");
  const source = openSource(table);
  const { levels, codes: coded } = codeColumn(source, options.groups, "groups");
  const group = { levels, codes: Int32Array.from(coded) };
  const need = numberColumn(source, options.need, "need");
  const labels = group.levels.map(String);
  const counts = labels.map((_, code) => group.codes.reduce((sum, each) => sum + (each === code ? 1 : 0), 0));
  const asked =
    options.reference === undefined
      ? counts.indexOf(Math.max(...counts))
      : group.levels.indexOf(options.reference);
  if (asked < 0)
    throw new ArgumentError(`reference must be one of ${labels.join(", ")}; it was ${options.reference}.`);
  const names = Object.keys(options.candidates);
  if (names.length === 0) throw new ArgumentError("candidates must name at least one column.");
  const units = rowUnits(tableFrame(table), need.length);
  const candidates = names.map((name): CandidateLabel => {
    const score = numberColumn(source, options.candidates[name]!, `candidates.${name}`);
    const ranking = descending(score);
    const selected = ranking.slice(0, Math.round(top * need.length)).sort();
    return {
      name,
      selected,
      shares: groupShares(selected, group.codes, labels, name),
      capture: capture(selected, need),
      needAtEqualScore: needAtEqualScore({
        ranking,
        need,
        codes: group.codes,
        labels,
        reference: asked,
        units,
        name,
      }),
    };
  });
  const population = Object.fromEntries(labels.map((label, code) => [label, counts[code]! / need.length]));
  const result = {
    candidates,
    population,
    reference: labels[asked]!,
    turnover: names
      .slice(1)
      .flatMap((_, j) => turnover(candidates[0]!, candidates[j + 1]!, group.codes, labels)),
    get: (name: string): CandidateLabel => {
      const found = candidates.find((candidate) => candidate.name === name);
      if (!found) throw new ArgumentError(`there is no candidate "${name}"; there are ${names.join(", ")}.`);
      return found;
    },
  };
  const view = (): TextTable => choiceTable(result, labels, top);
  return displayable(result, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

function descending(score: Float64Array): Int32Array {
  return Int32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
}

function groupShares(
  selected: Int32Array,
  codes: Int32Array,
  labels: readonly string[],
  name: string,
): Record<string, Estimate> {
  const n = selected.length;
  return Object.fromEntries(
    labels.map((label, code) => {
      const count = selected.reduce((sum, row) => sum + (codes[row] === code ? 1 : 0), 0);
      const value = count / n;
      const share = estimate({
        estimand: "share of the selected",
        subject: `share of ${label} among those selected by ${name}`,
        method: "proportion, Wilson interval",
        value,
        n,
        standardError: Math.sqrt((value * (1 - value)) / n),
        influence: { reason: "selection depends on everybody's rank" },
        interval: (level) => wilson(count, n, level),
      });
      return [label, share];
    }),
  );
}

function capture(selected: Int32Array, need: Float64Array): CandidateLabel["capture"] {
  if (need.some((each) => each < 0)) return { undefined: "need goes below 0, so it has no shares" };
  const total = need.reduce((sum, each) => sum + each, 0);
  if (total === 0) return { undefined: "nobody has any need" };
  const best = Float64Array.from(need).sort().slice(-selected.length);
  return {
    found: selected.reduce((sum, row) => sum + need[row]!, 0) / total,
    best: best.reduce((sum, each) => sum + each, 0) / total,
    chance: selected.length / need.length,
  };
}

function turnover(
  from: CandidateLabel,
  to: CandidateLabel,
  codes: Int32Array,
  labels: readonly string[],
): Turnover[] {
  const [before, after] = [new Set(from.selected), new Set(to.selected)];
  const count = (rows: Int32Array, without: ReadonlySet<number>, code: number): number =>
    rows.reduce((sum, row) => sum + (codes[row] === code && !without.has(row) ? 1 : 0), 0);
  return labels.map((group, code) => ({
    from: from.name,
    to: to.name,
    group,
    lost: count(from.selected, after, code),
    gained: count(to.selected, before, code),
  }));
}

function choiceTable(
  result: Omit<LabelChoice, "toString">,
  labels: readonly string[],
  top: number,
): TextTable {
  const others = labels.filter((label) => label !== result.reference);
  const shown = (each: Estimate): string => {
    const { low, high } = each.interval();
    return `${formatFixed(each.value, 2)} (${formatFixed(low, 2)} to ${formatFixed(high, 2)})`;
  };
  return {
    title: `Selecting the top ${formatPercent(top, 0)} by each label`,
    columns: [
      { name: "label", align: "left" },
      { name: "need found" },
      ...labels.map((label) => ({ name: `selected: ${label}` })),
      ...others.map((label) => ({ name: `extra need of ${label} at equal rank` })),
    ],
    rows: [
      [
        "population",
        "",
        ...labels.map((label) => formatPercent(result.population[label]!)),
        ...others.map(() => ""),
      ],
      ...result.candidates.map((candidate) => [
        candidate.name,
        captureText(candidate.capture),
        ...labels.map((label) => formatPercent(candidate.shares[label]!.value)),
        ...others.map((label) => shown(candidate.needAtEqualScore[label]!)),
      ]),
    ],
    notes: result.turnover.map(
      ({ from, to, group, lost, gained }) =>
        `from ${from} to ${to}: ${gained} of ${group} gained, ${lost} lost`,
    ),
  };
}

function captureText(capture: CandidateLabel["capture"]): string {
  if ("undefined" in capture) return capture.undefined;
  return `${formatPercent(capture.found)} of at most ${formatPercent(capture.best)}`;
}
