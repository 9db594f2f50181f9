import { assertKnownOptions, assertOneOf } from "../assert.js";
import { ArgumentError, DataError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { formatNumber } from "../plot/format.js";
import { escapeHtml } from "../plot/html.js";
import { rowUnits, type Units } from "../stats/influence.js";
import { type DesignMatrix, frameDesign } from "./design-matrix.js";
import { type ExclusionFlow, exclude, extendFlow } from "./exclusion-flow.js";
import { type Frame, replaceColumn, type Table, tableFrame } from "./frame.js";
import {
  clusterCodes,
  instrumentColumn,
  outcomeColumn,
  type TreatmentRole,
  treatmentColumn,
  weightColumn,
} from "./roles.js";

/** Which column plays which part. */
export interface StudyRoles {
  /** A 0/1 or boolean column, or a two-level column with the level that counts as treated. */
  readonly treatment: string | TreatmentRole;
  readonly outcome: string;
  /** Terms: "age", "age^2", "log(lactate)", "C(education)", "age:sex", "bs(age, 5)". */
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

export interface MissingRoles {
  /** Rows without a treatment may be dropped. */
  readonly treatment?: "drop";
  /** Dropping rows without an outcome assumes they are missing completely at random. */
  readonly outcome?: "drop";
  /** `"drop"`, or `"indicator"`: 0 in place of the missing value, and a column that says where it was missing. */
  readonly confounders?: "drop" | "indicator";
}

/** A table plus roles, validated once and trusted afterwards. */
export interface Study {
  readonly n: number;
  readonly roles: StudyRoles;
  /** 0 or 1 for each row. */
  readonly treatment: Float64Array;
  readonly treatmentName: string;
  readonly outcome: Float64Array;
  readonly outcomeName: string;
  /** Whether the outcome is 0 or 1 everywhere, so that effects are differences of risks. */
  readonly binaryOutcome: boolean;
  readonly confounders: readonly string[];
  readonly weights: Float64Array | undefined;
  readonly instrument: Float64Array | undefined;
  readonly clusters: Int32Array | undefined;
  readonly units: Units;
  /** Who was left out, and why. */
  readonly flow: ExclusionFlow;
  /** Whom the study speaks of, where rows were left out by design ("propensity 0.1 to 0.9"). */
  readonly restriction: string | undefined;
  /** The design matrix of the confounders. */
  readonly design: DesignMatrix;
  /** The design matrix of other terms over the study's rows; `role` names the argument in errors. */
  designOf(terms: readonly string[], role: string): DesignMatrix;
  /** A column of the table over the study's rows, as numbers. */
  column(name: string, role: string): Float64Array;
  /** The study of some of its rows (numbers from 0 to n − 1, in order), named by whom they are. */
  narrow(rows: Int32Array, restriction: string): Study;
  toString(): string;
}

const options = ["treatment", "outcome", "confounders", "cluster", "weights", "instrument", "id", "missing"];

/**
 * Declares a study of a treatment given once: the table and the part that each column plays.
 *
 * Everything is checked here: columns exist, the treatment has two levels, the outcome varies, and nothing is missing
 * unless `missing` says what to do about it.
 *
 * @example
 * causalStudy(table, { treatment: "qsmk", outcome: "wt82_71", confounders: ["age", "sex"], missing: { outcome: "drop" } })
 */
export function causalStudy(table: Table, roles: StudyRoles): Study {
  checkRoles(table, roles);
  const treatment = typeof roles.treatment === "string" ? { column: roles.treatment } : roles.treatment;
  const { rows, flow } = exclude(tableFrame(table), treatment.column, roles);
  return studyOf(table, roles, treatment, { rows, flow, restriction: undefined });
}

interface Selection {
  readonly rows: Int32Array;
  readonly flow: ExclusionFlow;
  readonly restriction: string | undefined;
}

function studyOf(table: Table, roles: StudyRoles, treatmentRole: TreatmentRole, chosen: Selection): Study {
  const { rows, flow, restriction } = chosen;
  const frame = rows.length === table.numRows() ? tableFrame(table) : tableFrame(table, rows);
  const treatment = treatmentColumn(frame, treatmentRole);
  const coded = replaceColumn(frame, treatmentRole.column, treatment);
  const outcome = outcomeColumn(frame, roles.outcome);
  const indicator = roles.missing?.confounders === "indicator" ? "indicator" : "keep";
  const designOf = (terms: readonly string[], role: string): DesignMatrix =>
    completeDesign(frameDesign(coded, terms, role, indicator), role);
  const study = {
    n: rows.length,
    roles,
    treatment,
    treatmentName: treatmentRole.column,
    outcome,
    outcomeName: roles.outcome,
    binaryOutcome: outcome.every((value) => value === 0 || value === 1),
    confounders: Object.freeze([...roles.confounders]),
    weights: roles.weights === undefined ? undefined : weightColumn(frame, roles.weights),
    instrument: roles.instrument === undefined ? undefined : instrumentColumn(frame, roles.instrument),
    clusters: roles.cluster === undefined ? undefined : clusterCodes(frame, roles.cluster),
    units: roles.id === undefined ? rowUnits(table, rows) : idUnits(frame, roles.id),
    flow,
    restriction,
    design: designOf(roles.confounders, "confounders"),
    designOf,
    column: (name: string, role: string) => coded.numbers(name, role),
    narrow(kept: Int32Array, reason: string): Study {
      const left = rows.length - kept.length;
      return studyOf(table, roles, treatmentRole, {
        rows: kept.map((i) => rows[i]!),
        flow: extendFlow(flow, { reason: `not ${reason}`, excluded: left }),
        restriction: restriction === undefined ? reason : `${restriction}, ${reason}`,
      });
    },
  };
  return displayable(study, {
    text: () => [headline(study), String(flow)].join("\n"),
    html: () =>
      `<div>${escapeHtml(headline(study))}</div>${escapeHtml(String(flow)).replaceAll("\n", "<br>")}`,
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
  const missing = roles.missing ?? {};
  assertKnownOptions(missing, ["treatment", "outcome", "confounders"], "missing");
  if (missing.treatment !== undefined) assertOneOf(missing.treatment, "missing.treatment", ["drop"]);
  if (missing.outcome !== undefined) assertOneOf(missing.outcome, "missing.outcome", ["drop"]);
  if (missing.confounders !== undefined) {
    assertOneOf(missing.confounders, "missing.confounders", ["drop", "indicator"]);
  }
}

function completeDesign(design: DesignMatrix, role: string): DesignMatrix {
  design.columns.forEach((column, j) => {
    const missing = column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    if (missing > 0) {
      throw new DataError(
        `${role}: "${design.names[j]}" is missing in ${missing} of ${design.rows} rows; name its columns among the study's confounders and choose missing: { confounders: "drop" | "indicator" }.`,
      );
    }
  });
  return design;
}

function idUnits(frame: Frame, name: string): Units {
  const ids = Array.from(frame.column(name, "id") as ArrayLike<string | number>);
  const repeated = ids.length - new Set(ids).size;
  if (repeated > 0) {
    throw new DataError(
      `id "${name}" must name each row once; ${repeated} of ${ids.length} rows repeat an id. For repeated rows of one patient use cluster: "${name}".`,
    );
  }
  return { frame: name, ids };
}

function headline(
  study: Pick<Study, "n" | "treatment" | "treatmentName" | "outcomeName" | "confounders">,
): string {
  const treated = study.treatment.reduce((sum, value) => sum + value, 0);
  return `Effect of ${study.treatmentName} on ${study.outcomeName}: ${formatNumber(study.n, 0)} rows, ${formatNumber(treated, 0)} treated, ${study.confounders.length} confounder terms`;
}
