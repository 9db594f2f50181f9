import { assertKnownOptions } from "../assert.js";
import { ArgumentError, DataError } from "../errors.js";
import { rowUnits, type Units } from "../stats/influence.js";
import { buildStudy } from "./build-study.js";
import type { DesignMatrix } from "./design-matrix.js";
import { withEvent } from "./event-outcome.js";
import { type ExclusionFlow, exclude } from "./exclusion-flow.js";
import { type Table, tableFrame } from "./frame.js";
import type { ImputedValues } from "./imputation/complete-study.js";
import { checkMissing, type MissingRoles } from "./missing-roles.js";
import type { ContinuousRole, EventRole, LevelsRole, TreatmentRole } from "./roles.js";
import { readsOf } from "./terms/fit-term.js";
import type { TreatmentChoice } from "./treatment-role.js";

/** Which column plays which part. */
export interface StudyRoles {
  /**
   * A 0/1 or boolean column, or a two-level column with the level that counts as treated. For several treatments name
   * their levels or the one that the others are compared with; for doses say that the treatment is continuous.
   */
  readonly treatment: string | TreatmentRole | LevelsRole | ContinuousRole;
  /** A column of numbers or booleans, or the column and the level that counts as the event. */
  readonly outcome: string | EventRole;
  /** Terms: "age", "age^2", "log(lactate)", "C(education)", "age:sex", "bs(age, 5)", "rcs(age, 4)", "scale(age)"; "`body mass`" by its quotes. */
  readonly confounders: readonly string[];
  /** Rows of one cluster (a hospital, a family) are not independent; errors and folds keep them together. */
  readonly cluster?: string;
  /** Probability (survey) weights. */
  readonly weights?: string;
  /** An instrument: a 0/1 or numeric column that moves the treatment and touches the outcome only through it. */
  readonly instrument?: string;
  /** A column that names each row, so that estimates of different studies can be aligned. */
  readonly id?: string;
  /** What to do with missing values, role by role. @default refused, with counts */
  readonly missing?: MissingRoles;
}

/** Roles whose outcome is a column of numbers. */
export type CheckedRoles = StudyRoles & { readonly outcome: string };

/** What studies of every kind of treatment share. */
export interface StudyParts<Self> {
  readonly n: number;
  readonly roles: CheckedRoles;
  readonly treatmentName: string;
  /** NaN where it is censored or to be imputed. */
  readonly outcome: Float64Array;
  readonly outcomeName: string;
  /** Whether the outcome is 0 or 1 everywhere, so that effects are differences of risks. */
  readonly binaryOutcome: boolean;
  /** 1 where the outcome was seen, 0 where it is censored; undefined where nobody's is. */
  readonly seen: Float64Array | undefined;
  /** What is to be imputed before anything can be estimated; undefined where nothing is. */
  readonly imputed: ImputedValues | undefined;
  readonly confounders: readonly string[];
  readonly weights: Float64Array | undefined;
  readonly instrument: Float64Array | undefined;
  readonly clusters: Int32Array | undefined;
  readonly units: Units;
  /** Who was left out, and why. */
  readonly flow: ExclusionFlow;
  /** Whom the study speaks of, where rows were left out by design ("propensity 0.1 to 0.9"). */
  readonly restriction: string | undefined;
  /** The design matrix of the confounders; NaN where they are to be imputed. */
  readonly design: DesignMatrix;
  /** The design matrix of other terms over the study's rows; `role` names the argument in errors. */
  designOf(terms: readonly string[], role: string): DesignMatrix;
  /** A column of the table over the study's rows, as numbers. */
  column(name: string, role: string): Float64Array;
  /** A column of the table over the study's rows, as it stands; refused where values are missing. */
  values(name: string, role: string): ArrayLike<unknown>;
  /** The study of some of its rows (numbers from 0 to n − 1, in order), named by whom they are. */
  narrow(rows: Int32Array, restriction: string): Self;
  /** The study of the rows whose outcome was seen, with these weights in place of its own, one for each row of this. */
  seenOnly(weights: Float64Array): Self;
  /** The study with its missing values drawn, as often as `missing.imputation` asks; drawn once and kept. */
  completed(): Promise<readonly Self[]>;
  toString(): string;
}

/** A table plus roles, validated once and trusted afterwards: a treatment that is given or not. */
export interface Study extends StudyParts<Study> {
  readonly kind: "binary";
  /** 0 or 1 for each row. */
  readonly treatment: Float64Array;
}

/** A study of several treatments, of which each row has one. */
export interface LevelsStudy extends StudyParts<LevelsStudy> {
  readonly kind: "levels";
  /** Number of the row's level, from 0. */
  readonly treatment: Float64Array;
  readonly levels: readonly string[];
  /** The levels as the table has them. */
  readonly levelValues: readonly (string | number | boolean)[];
  /** The level that the others are compared with. */
  readonly reference: string;
}

/** A study of doses. */
export interface ContinuousStudy extends StudyParts<ContinuousStudy> {
  readonly kind: "continuous";
  readonly treatment: Float64Array;
}

const options = ["treatment", "outcome", "confounders", "cluster", "weights", "instrument", "id", "missing"];

/**
 * Declares a study of a treatment given once: the table and the part that each column plays.
 *
 * Everything is checked here: columns exist, the treatment has two levels (or is said to have more, or to be a dose),
 * the outcome varies, and nothing is missing unless `missing` says what to do about it.
 *
 * @example
 * causalStudy(table, { treatment: "qsmk", outcome: "wt82_71", confounders: ["age", "sex"], missing: { outcome: "censor" } })
 * causalStudy(table, { treatment: { column: "arm", reference: "placebo" }, outcome: "y", confounders: ["age"] })
 * causalStudy(table, { treatment: { column: "dose", continuous: true }, outcome: "y", confounders: ["age"] })
 * causalStudy(table, { treatment: "arm", outcome: { column: "vital_status", event: "dead" }, confounders: ["age"] })
 */
export function causalStudy(
  table: Table,
  roles: StudyRoles & { readonly treatment: LevelsRole },
): LevelsStudy;
export function causalStudy(
  table: Table,
  roles: StudyRoles & { readonly treatment: ContinuousRole },
): ContinuousStudy;
export function causalStudy(
  table: Table,
  roles: StudyRoles & { readonly treatment: string | TreatmentRole },
): Study;
export function causalStudy(table: Table, roles: StudyRoles): Study | LevelsStudy | ContinuousStudy {
  checkRoles(table, roles);
  const treatment = typeof roles.treatment === "string" ? { column: roles.treatment } : roles.treatment;
  if (typeof roles.outcome === "string") return checkedStudy(table, roles as CheckedRoles, treatment, table);
  const checked = { ...roles, outcome: roles.outcome.column };
  return checkedStudy(withEvent(table, roles.outcome), checked, treatment, table);
}

/** `original` is what rows are known by, so that studies of one table can be compared. */
function checkedStudy(
  table: Table,
  roles: CheckedRoles,
  treatment: TreatmentChoice,
  original: Table,
): Study | LevelsStudy | ContinuousStudy {
  const frame = tableFrame(table);
  refuseTwoParts(roles, treatment.column, frame.names);
  const chosen = exclude(frame, treatment.column, roles);
  const units = roles.id === undefined ? { units: rowUnits(original, chosen.rows) } : {};
  return buildStudy(table, roles, treatment, { ...chosen, ...units, restriction: undefined });
}

/** The outcome is neither the treatment nor a confounder, and the treatment is no confounder of itself. */
function refuseTwoParts(roles: CheckedRoles, treatment: string, columns: readonly string[]): void {
  if (roles.outcome === treatment) {
    throw new ArgumentError(`"${treatment}" is named as treatment and as outcome; name two columns.`);
  }
  roles.confounders.forEach((term, j) => {
    const reads = readsOf(term, columns);
    if (reads.includes(roles.outcome)) {
      throw new ArgumentError(
        `confounders[${j}] "${term}" reads the outcome "${roles.outcome}": adjusting for it takes its effect away. Drop the term; an earlier value of it is another column.`,
      );
    }
    if (reads.includes(treatment)) {
      throw new ArgumentError(
        `confounders[${j}] "${term}" reads the treatment "${treatment}", which cannot confound itself. Drop the term, or name it in outcomeModel: { terms } where the effect varies.`,
      );
    }
  });
}

function checkRoles(table: Table, roles: StudyRoles): void {
  if (typeof table?.numRows !== "function" || typeof table.columnNames !== "function") {
    throw new ArgumentError("causalStudy takes an Arquero table first; readTable(path) reads one.");
  }
  if (table.numRows() === 0)
    throw new DataError("the table is empty: it has 0 rows, so there is nothing to study.");
  assertKnownOptions(roles, options, "causalStudy");
  for (const name of ["treatment", "outcome", "confounders"] as const) {
    if (roles[name] === undefined) throw new ArgumentError(`causalStudy needs ${name}.`);
  }
  if (!Array.isArray(roles.confounders)) {
    throw new ArgumentError(`confounders must be an array of terms such as ["age", "C(sex)"].`);
  }
  checkMissing(roles.missing ?? {});
}
