import { DataError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { formatNumber } from "../plot/format.js";
import { escapeHtml } from "../plot/html.js";
import { rowUnits, type Units } from "../stats/influence.js";
import type { CheckedRoles, ContinuousStudy, LevelsStudy, Study } from "./causal-study.js";
import { type DesignMatrix, frameDesign } from "./design-matrix.js";
import { type ExclusionFlow, extendFlow } from "./exclusion-flow.js";
import { type Frame, replaceColumn, type Table, tableFrame } from "./frame.js";
import { completedTables, imputedValues } from "./imputation/complete-study.js";
import { isMissing } from "./is-missing.js";
import { outcomeNote } from "./outcome-note.js";
import { clusterCodes, instrumentColumn, outcomeColumn, weightColumn } from "./roles.js";
import { describeTreatment, readTreatment, type TreatmentChoice } from "./treatment-role.js";

type AnyStudy = Study | LevelsStudy | ContinuousStudy;

/** Which rows of the table, and what is known of them beside it. */
export interface Selection {
  readonly rows: Int32Array;
  readonly flow: ExclusionFlow;
  readonly restriction: string | undefined;
  /** In place of the table's own, which completed copies of it do not share. */
  readonly units?: Units;
  /** In place of those of the study's weights role. */
  readonly weights?: Float64Array;
  /** In place of drawing the missing values anew. */
  readonly completed?: () => Promise<readonly AnyStudy[]>;
}

/** A study of the chosen rows. */
export function buildStudy(
  table: Table,
  roles: CheckedRoles,
  choice: TreatmentChoice,
  chosen: Selection,
): AnyStudy {
  const { rows, flow, restriction } = chosen;
  const frame = rows.length === table.numRows() ? tableFrame(table) : tableFrame(table, rows);
  const read = readTreatment(frame, choice);
  // A two-level treatment is 0 and 1 in terms, too; levels and doses are what the table says.
  const coded = read.kind === "binary" ? replaceColumn(frame, choice.column, read.treatment) : frame;
  const imputed = imputedValues(frame, roles);
  const designOf = (terms: readonly string[], role: string): DesignMatrix => {
    const design = frameDesign(
      coded,
      terms,
      role,
      roles.missing?.confounders === "indicator" ? "indicator" : "keep",
    );
    return imputed ? design : completeDesign(design, role);
  };
  const study = {
    ...read,
    n: rows.length,
    roles,
    treatmentName: choice.column,
    ...outcomeParts(frame, roles),
    imputed,
    confounders: Object.freeze([...roles.confounders]),
    weights: chosen.weights ?? (roles.weights === undefined ? undefined : weightColumn(frame, roles.weights)),
    instrument: roles.instrument === undefined ? undefined : instrumentColumn(frame, roles.instrument),
    clusters: roles.cluster === undefined ? undefined : clusterCodes(frame, roles.cluster),
    units: chosen.units ?? (roles.id === undefined ? rowUnits(table, rows) : idUnits(frame, roles.id)),
    flow,
    restriction,
    design: designOf(roles.confounders, "confounders"),
    designOf,
    column: (name: string, role: string) => coded.numbers(name, role),
    values: (name: string, role: string) => completeValues(coded, name, role),
  };
  const some = (kept: Int32Array, changed: Partial<Selection>): AnyStudy =>
    buildStudy(table, roles, choice, {
      rows: kept.map((i) => rows[i]!),
      flow,
      restriction,
      units: { frame: study.units.frame, ids: Array.from(kept, (i) => study.units.ids[i]!) },
      ...(chosen.weights ? { weights: Float64Array.from(kept, (i) => chosen.weights![i]!) } : {}),
      ...changed,
    });
  const completed = once(
    chosen.completed ??
      (() => completeAll(frame, roles, choice, { flow, restriction, units: study.units }, [whole])),
  );
  const whole: AnyStudy = displayable(
    {
      ...study,
      narrow: (kept: Int32Array, reason: string) =>
        some(kept, {
          flow: extendFlow(flow, { reason: `not ${reason}`, excluded: rows.length - kept.length }),
          restriction: restriction === undefined ? reason : `${restriction}, ${reason}`,
          ...(imputed
            ? { completed: async () => (await completed()).map((each) => each.narrow(kept, reason)) }
            : {}),
        }),
      seenOnly(weights: Float64Array) {
        const kept = Int32Array.from(Array.from(weights.keys()).filter((i) => study.seen?.[i] !== 0));
        return some(kept, { weights: Float64Array.from(kept, (i) => weights[i]!) });
      },
      completed,
    } as AnyStudy,
    {
      text: () => lines(whole).join("\n"),
      html: () => {
        const [first, ...rest] = lines(whole).map(escapeHtml);
        return `<div>${first}</div>${rest.join("<br>").replaceAll("\n", "<br>")}`;
      },
    },
  );
  return whole;
}

/** The study over each completed copy of its table; itself, where nothing is to be imputed. */
async function completeAll(
  frame: Frame,
  roles: CheckedRoles,
  choice: TreatmentChoice,
  chosen: Omit<Selection, "rows">,
  asIs: readonly AnyStudy[],
): Promise<readonly AnyStudy[]> {
  if (!imputedValues(frame, roles)) return asIs;
  const rows = Int32Array.from({ length: frame.rows }, (_, i) => i);
  const tables = await completedTables(frame, roles, choice.column);
  return tables.map((each) => buildStudy(each, roles, choice, { ...chosen, rows }));
}

/** The outcome, NaN where it is missing, and who was seen. */
function outcomeParts(
  frame: Frame,
  roles: CheckedRoles,
): Pick<Study, "outcome" | "outcomeName" | "binaryOutcome" | "seen"> {
  const outcome = outcomeColumn(frame, roles.outcome);
  const censored = roles.missing?.outcome === "censor" && outcome.some(Number.isNaN);
  return {
    outcome,
    outcomeName: roles.outcome,
    binaryOutcome: outcome.every((value) => value === 0 || value === 1 || Number.isNaN(value)),
    seen: censored ? outcome.map((value) => (Number.isNaN(value) ? 0 : 1)) : undefined,
  };
}

function completeDesign(design: DesignMatrix, role: string): DesignMatrix {
  design.columns.forEach((column, j) => {
    const missing = column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    if (missing > 0) {
      throw new DataError(
        `${role}: "${design.names[j]}" is missing in ${missing} of ${design.rows} rows; name its columns among the study's confounders and choose missing: { confounders: "drop" | "indicator" | "impute" }.`,
      );
    }
  });
  return design;
}

function completeValues(frame: Frame, name: string, role: string): ArrayLike<unknown> {
  const values = frame.column(name, role);
  let missing = 0;
  for (let i = 0; i < values.length; i++) if (isMissing(values[i])) missing++;
  if (missing > 0) {
    throw new DataError(
      `${role}: "${name}" is missing in ${missing} of ${frame.rows} rows; filter the table to rows that have it, or give them a level of their own.`,
    );
  }
  return values;
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

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function lines(study: AnyStudy): string[] {
  const note = outcomeNote(study);
  return [headline(study), String(study.flow), ...(note ? [note] : [])];
}

function headline(study: AnyStudy): string {
  return `Effect of ${study.treatmentName} on ${study.outcomeName}: ${formatNumber(study.n, 0)} rows, ${describeTreatment(study)}, ${study.confounders.length} confounder terms`;
}
