import { assertFinite, show } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { CodedColumn, Level } from "./code-levels.js";
import { codeColumn } from "./coded-columns.js";
import { numberColumn, type Source } from "./columns.js";

/** Which columns hold what is predicted and what was predicted. */
export interface OutcomeRoles {
  /** Column of the outcome that predictions are compared with. */
  readonly label: string;
  /** Column of decisions, with levels of the label. */
  readonly prediction?: string | undefined;
  /** Column of scores: high where the positive label is likely. */
  readonly score?: string | undefined;
  /** People with at least this score are predicted positive, where there is no column of predictions. @default 0.5 for probabilities, which the audit says */
  readonly threshold?: number | undefined;
  /** The label that is good for a person; a model that predicts harm has the other one as its positive. */
  readonly favorable?: Level | undefined;
  /** The label that predictions and scores speak for. @default 1 or true; favorable where there are more than two, or nothing predicts */
  readonly positive?: Level | undefined;
}

/** Labels, predictions and scores, ready to count. */
export interface Outcome {
  readonly positive: Level | undefined;
  readonly positiveIsFavorable: boolean | undefined;
  /** 1 where the label is positive; the number itself for a numeric outcome. */
  readonly y: () => Float64Array;
  readonly isPositive: Uint8Array | undefined;
  readonly isSelected: Uint8Array | undefined;
  readonly score: Float64Array | undefined;
}

/** Reads the roles; without `favorable` the outcome is numeric, and metrics are those of errors and means. */
export function readOutcome(
  source: Source,
  roles: OutcomeRoles,
  code: (name: string, role: string) => CodedColumn = (name, role) => codeColumn(source, name, role),
): Outcome {
  const score = roles.score === undefined ? undefined : numberColumn(source, roles.score, "score");
  if (roles.favorable === undefined) return numericOutcome(source, roles, score);
  const label = code(roles.label, "label");
  const positive = positiveLevel(label, roles);
  refuseUnknown(label, roles.favorable);
  const isPositive = indicator(label, positive);
  return {
    positive,
    positiveIsFavorable: roles.favorable === positive,
    y: () => Float64Array.from(isPositive),
    isPositive,
    isSelected: selection(code, roles, label, positive, score),
    score,
  };
}

function numericOutcome(source: Source, roles: OutcomeRoles, score: Float64Array | undefined): Outcome {
  if (roles.threshold !== undefined || roles.positive !== undefined) {
    throw new ArgumentError("favorable must say which label is good for a person; it was not given.");
  }
  const y = numberColumn(source, roles.label, "label");
  const predicted =
    score ??
    (roles.prediction === undefined ? undefined : numberColumn(source, roles.prediction, "prediction"));
  return {
    positive: undefined,
    positiveIsFavorable: undefined,
    y: () => y,
    isPositive: undefined,
    isSelected: undefined,
    score: predicted,
  };
}

function selection(
  code: (name: string, role: string) => CodedColumn,
  roles: OutcomeRoles,
  label: CodedColumn,
  positive: Level,
  score: Float64Array | undefined,
): Uint8Array | undefined {
  if (roles.prediction !== undefined && roles.threshold !== undefined)
    throw new ArgumentError("give prediction or threshold, not both: they would say who is selected twice.");
  if (roles.prediction !== undefined) {
    const column = code(roles.prediction, "prediction");
    const allowed = [...label.levels, positive, roles.favorable];
    const strange = column.levels.find((level) => !allowed.includes(level));
    if (strange !== undefined) {
      throw new DataError(
        `prediction "${roles.prediction}" has the value ${show(strange)}, which label "${label.name}" never has (its levels: ${listLevels(label)}). Recode one of them.`,
      );
    }
    return indicator(column, positive);
  }
  if (roles.threshold === undefined) return undefined;
  if (!score) throw new ArgumentError("threshold needs score: which column is compared with it?");
  assertFinite(roles.threshold, "threshold");
  const { threshold } = roles;
  return Uint8Array.from(score, (value) => (value >= threshold ? 1 : 0));
}

function indicator({ codes, levels }: CodedColumn, level: Level): Uint8Array {
  const code = levels.indexOf(level);
  if (code === 1 && levels.length === 2 && codes instanceof Uint8Array) return codes;
  const found = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) found[i] = codes[i] === code ? 1 : 0;
  return found;
}

/** The level that predictions speak for: said, or 1 or true; for more than two classes, or a label alone, the favorable one. */
function positiveLevel(label: CodedColumn, { positive, favorable, prediction, score }: OutcomeRoles): Level {
  const { levels, name } = label;
  const alone = prediction === undefined && score === undefined;
  if (positive !== undefined) {
    if (levels.includes(positive) || levels.length < 2) return positive;
    throw new ArgumentError(
      `positive is ${show(positive)}, which label "${name}" never has; its levels are ${listLevels(label)}.`,
    );
  }
  if (levels.every((level) => typeof level === "boolean")) return true;
  if (levels.every((level) => level === 0 || level === 1)) return 1;
  if (alone || levels.length > 2) return favorable!;
  throw new ArgumentError(
    `positive must say which of ${listLevels(label)} in label "${name}" the predictions speak for.`,
  );
}

function refuseUnknown(label: CodedColumn, favorable: Level): void {
  if (label.levels.includes(favorable) || label.levels.length < 2) return;
  throw new ArgumentError(
    `favorable is ${show(favorable)}, which label "${label.name}" never has; its levels are ${listLevels(label)}.`,
  );
}

function listLevels({ levels }: CodedColumn): string {
  return levels.slice(0, 6).map(show).join(", ");
}
