import { assertKnownOptions, show } from "../assert.js";
import { ArgumentError, DataError } from "../errors.js";
import { toSharedColumn } from "../numeric/columns.js";
import { formatCompact, formatNumber } from "../plot/format.js";
import type { ContinuousStudy, LevelsStudy, Study } from "./causal-study.js";
import type { Frame } from "./frame.js";
import { numericColumn } from "./numeric-column.js";
import type { ContinuousRole, LevelsRole, TreatmentRole } from "./roles.js";

export type TreatmentChoice = TreatmentRole | LevelsRole | ContinuousRole;

type Level = string | number | boolean;

/** The part of a study that its kind of treatment decides. */
export type ReadTreatment =
  | Pick<Study, "kind" | "treatment">
  | Pick<LevelsStudy, "kind" | "treatment" | "levels" | "levelValues" | "reference">
  | Pick<ContinuousStudy, "kind" | "treatment">;

export function readTreatment(frame: Frame, choice: TreatmentChoice): ReadTreatment {
  if ("continuous" in choice && choice.continuous) return doseColumn(frame, choice);
  if ("levels" in choice || "reference" in choice) return levelCodes(frame, choice as LevelsRole);
  return { kind: "binary", treatment: treatmentColumn(frame, choice as TreatmentRole) };
}

/** "403 treated", "3 levels of 120, 95 and 88 rows", "doses from 0 to 40". */
export function describeTreatment(study: Study | LevelsStudy | ContinuousStudy): string {
  if (study.kind === "binary")
    return `${formatNumber(
      study.treatment.reduce((sum, a) => sum + a, 0),
      0,
    )} treated`;
  if (study.kind === "continuous") {
    const [low, high] = study.treatment.reduce(
      ([a, b], x) => [Math.min(a!, x), Math.max(b!, x)],
      [Infinity, -Infinity],
    );
    return `doses from ${formatCompact(low!)} to ${formatCompact(high!)}`;
  }
  const counts = new Array<number>(study.levels.length).fill(0);
  for (const code of study.treatment) counts[code]!++;
  return study.levels.map((level, k) => `${formatNumber(counts[k]!, 0)} ${level}`).join(", ");
}

/** The treatment as 0 and 1. */
function treatmentColumn(frame: Frame, choice: TreatmentRole): Float64Array {
  assertKnownOptions(choice, ["column", "treated", "levels", "reference", "continuous"], "treatment");
  const { column: name, treated } = choice;
  const values = Array.from(frame.column(name, "treatment"));
  const levels = [...new Set(values)].sort();
  if (levels.length !== 2) throw new DataError(levelError(name, levels, values));
  if (treated !== undefined) {
    if (!levels.includes(treated)) {
      throw new ArgumentError(
        `treatment.treated is ${show(treated)}, which "${name}" does not have; its levels are ${levels.map(show).join(" and ")}.`,
      );
    }
    return toSharedColumn(Array.from(values, (value) => (value === treated ? 1 : 0)));
  }
  const numeric = levels.every((level) => level === 0 || level === 1 || typeof level === "boolean");
  if (!numeric) {
    throw new ArgumentError(
      `treatment "${name}" has the levels ${levels.map(show).join(" and ")}; say which one is treated: treatment: { column: "${name}", treated: ${show(levels[1])} }.`,
    );
  }
  return numericColumn(values, name);
}

function levelError(name: string, levels: readonly unknown[], values: readonly unknown[]): string {
  if (levels.length < 2) {
    return `treatment "${name}" is ${show(levels[0])} in all ${values.length} rows; an effect needs treated and untreated rows.`;
  }
  const listed = levels.slice(0, 5).map(show).join(", ");
  const dose = typeof levels[0] === "number" ? `, or continuous: true for a dose` : "";
  return `treatment "${name}" must have two levels; it has ${levels.length} (${listed}${levels.length > 5 ? ", …" : ""}) in ${values.length} rows. For several treatments name the one that the others are compared with: treatment: { column: "${name}", reference: ${show(levels[0])} }${dose}. For two of them filter the table.`;
}

const mostLevels = 50;

/** The treatment as numbers of its levels, in natural order unless they are listed. */
function levelCodes(frame: Frame, choice: LevelsRole): ReadTreatment {
  assertKnownOptions(choice, ["column", "levels", "reference"], "treatment");
  const { column: name } = choice;
  const values = Array.from(frame.column(name, "treatment")) as Level[];
  const found = new Set(values);
  const levelValues = choice.levels ? [...choice.levels] : naturalOrder([...found]);
  const unlisted = values.filter((value) => !levelValues.includes(value)).length;
  if (unlisted > 0) {
    throw new DataError(
      `treatment.levels leaves out levels that "${name}" has in ${unlisted} of ${values.length} rows (${naturalOrder(
        [...found].filter((each) => !levelValues.includes(each)),
      )
        .slice(0, 5)
        .map(show)
        .join(", ")}); list them, or filter the table to the levels to compare.`,
    );
  }
  const absent = levelValues.filter((level) => !found.has(level));
  if (absent.length > 0 || levelValues.length < 2) {
    throw new DataError(
      absent.length > 0
        ? `treatment "${name}" has no row with ${absent.map(show).join(", ")}; it has ${naturalOrder([
            ...found,
          ])
            .slice(0, 10)
            .map(show)
            .join(", ")}.`
        : `treatment "${name}" is ${show(levelValues[0])} in all ${values.length} rows; an effect needs at least two levels.`,
    );
  }
  if (levelValues.length > mostLevels) {
    throw new DataError(
      `treatment "${name}" has ${levelValues.length} levels, more than ${mostLevels}; group them, or say continuous: true for a dose.`,
    );
  }
  const reference = choice.reference ?? levelValues[0]!;
  if (!levelValues.includes(reference)) {
    throw new ArgumentError(
      `treatment.reference is ${show(reference)}, which "${name}" does not have; its levels are ${levelValues.map(show).join(", ")}.`,
    );
  }
  const code = new Map(levelValues.map((level, k) => [level, k]));
  return {
    kind: "levels",
    treatment: toSharedColumn(values.map((value) => code.get(value)!)),
    levels: Object.freeze(levelValues.map(String)),
    levelValues: Object.freeze(levelValues),
    reference: String(reference),
  };
}

function naturalOrder(levels: readonly Level[]): Level[] {
  return [...levels].sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

function doseColumn(frame: Frame, choice: ContinuousRole): ReadTreatment {
  assertKnownOptions(choice, ["column", "continuous"], "treatment");
  const { column: name } = choice;
  const treatment = numericColumn(frame.column(name, "treatment"), name);
  const distinct = new Set(treatment).size;
  if (distinct < 3) {
    throw new DataError(
      `treatment "${name}" has ${distinct} distinct value${distinct === 1 ? "" : "s"} in ${treatment.length} rows, which is no dose; leave out continuous: true.`,
    );
  }
  return { kind: "continuous", treatment };
}
