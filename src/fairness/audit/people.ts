import type { CodedColumn } from "./code-levels.js";
import { codeColumn, codeColumns } from "./coded-columns.js";
import type { Source } from "./columns.js";
import { assertAttributes, formGroups, type Groups } from "./groups.js";
import { type Outcome, type OutcomeRoles, readOutcome } from "./outcome.js";
import type { CellSums } from "./tally.js";

/** The people of an audit: who belongs where, what happened and what was predicted. */
export interface People {
  readonly groups: Groups;
  readonly outcome: Outcome;
  /** People by cell, label and prediction, where reading the columns counted them already. */
  readonly counts?: CellSums;
}

/** Reads groups and outcome from the table, together in one pass where they are small whole numbers. */
export function readPeople(
  source: Source,
  attributes: readonly string[],
  intersections: boolean,
  roles: OutcomeRoles,
): People {
  assertAttributes(attributes, source.people);
  const groupRoles = attributes.map((name, j) => ({ name, role: `groups[${j}]` }));
  const outcomeRoles = countable(roles);
  const { columns, counts } = codeColumns(source, [...groupRoles, ...outcomeRoles]);
  const ofOutcome = columns.slice(attributes.length);
  const outcome = readOutcome(source, roles, (name, role) => {
    const at = outcomeRoles.findIndex((one) => one.role === role);
    return at < 0 ? codeColumn(source, name, role) : ofOutcome[at]!;
  });
  const kinds = ofOutcome.reduce((product, { levels }) => product * levels.length, 1);
  const groups = formGroups(
    columns.slice(0, attributes.length),
    source.people,
    intersections,
    counts && groupTotals(counts, kinds),
  );
  if (!counts || outcomeRoles.length === 0) return { groups, outcome };
  return { groups, outcome, counts: outcomeCounts(counts, kinds, ofOutcome, outcome) };
}

/** The columns that alone say who is positive and who is predicted so. */
function countable(roles: OutcomeRoles): { name: string; role: string }[] {
  if (roles.favorable === undefined || roles.threshold !== undefined) return [];
  const label = { name: roles.label, role: "label" };
  return roles.prediction === undefined ? [label] : [label, { name: roles.prediction, role: "prediction" }];
}

function groupTotals(counts: Float64Array, kinds: number): Float64Array {
  return Float64Array.from({ length: counts.length / kinds }, (_, cell) =>
    counts.subarray(cell * kinds, (cell + 1) * kinds).reduce((sum, count) => sum + count, 0),
  );
}

/** The four counts of each cell that occurs. */
function outcomeCounts(
  counts: Float64Array,
  kinds: number,
  [label, prediction]: readonly CodedColumn[],
  { positive }: Outcome,
): CellSums {
  const decisions = prediction ? prediction.levels.length : 1;
  const sums: number[] = [];
  for (let from = 0; from < counts.length; from += kinds) {
    const cell = counts.subarray(from, from + kinds);
    if (!cell.some((count) => count > 0)) continue;
    const four = [0, 0, 0, 0];
    cell.forEach((count, kind) => {
      const isPositive = label!.levels[Math.floor(kind / decisions)] === positive;
      const isSelected = prediction !== undefined && prediction.levels[kind % decisions] === positive;
      four[2 * Number(isPositive) + Number(isSelected)]! += count;
    });
    sums.push(...four);
  }
  return Float64Array.from(sums);
}
