import { type ColumnTable, table } from "arquero";
import { ArgumentError, DataError } from "../../../src/errors.js";
import { displayable } from "../../../src/plot/display.js";
import { formatFixed } from "../../../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../../src/plot/table.js";
import type { ClaimsCohort } from "../cohort.js";
import { simulateRecords } from "../records.js";
import { firstActions, type RegimeRecord, secondActions } from "../regimes.js";
import { regimeColumns, regimeTruthColumns } from "../truth-rows.js";
import { assertClaims } from "./assert-claims.js";

export type FirstAction = (typeof firstActions)[number];
export type SecondAction = (typeof secondActions)[number];
/** What is known of a member at the two decisions; `first` and `a1c_6` only at the second. */
export type RegimeState = Readonly<Omit<RegimeRecord, "first" | "second" | "a1c_12">> & {
  readonly first: FirstAction;
};

/** A dynamic treatment regime: what to give at diagnosis, and what to add after six months. */
export interface DiabetesRegime {
  readonly first: (state: Readonly<Omit<RegimeState, "first" | "a1c_6">>) => FirstAction;
  readonly second: (state: RegimeState) => SecondAction;
}

export interface DiabetesRegimesStudy {
  /** One row a member: what is recorded at diagnosis, first, a1c_6, second, a1c_12 (percent). */
  readonly table: ColumnTable;
  readonly truth: {
    /** Mean HbA1c after twelve months if all members followed the regime; lower is better. */
    value(regime: DiabetesRegime): number;
    /** Mean HbA1c under each pair of actions, "metformin, newer". */
    readonly values: Readonly<Record<string, number>>;
    /** One row a member: propensities, HbA1c after six months under each first action, after twelve under each pair. */
    potentialOutcomes(): ColumnTable;
  };
  toString(): string;
}

/**
 * First- and second-line drugs of newly diagnosed type 2 diabetes, as a dynamic treatment regime of two decisions.
 *
 * Adults with coverage with drugs in the twelve months after the diagnosis. First decision at diagnosis: none,
 * metformin or a sulfonylurea; second after six months: keep, add the older drug that is not yet taken, or a DPP-4 inhibitor. Doctors
 * follow HbA1c, obesity and kidney disease on a multinomial logistic scale; with `hiddenConfounding` also an outlook that no
 * table holds. The outcome is HbA1c after twelve months. Every member's nine results are known, since drugs change
 * nothing but glycemia and the noise of a month is the same under all regimes.
 *
 * @throws ArgumentError if it is given no cohort of simulateClaims; DataError if nobody is newly diagnosed
 * @example
 * const { cohort } = await simulateClaims({ members: 50_000, scenario: "diabetes-regimes" });
 * const { truth } = await diabetesRegimesStudy(cohort);
 * truth.value({ first: () => "metformin", second: ({ a1c_6 }) => (a1c_6 >= 7 ? "older" : "keep") }) // percent
 */
export async function diabetesRegimesStudy(cohort: ClaimsCohort): Promise<DiabetesRegimesStudy> {
  assertClaims(cohort, "diabetesRegimesStudy");
  const records = await simulateRecords(cohort, ["regime", "regimeTruth"]);
  const recorded = new Map(records.regime);
  const secret = new Map(records.regimeTruth);
  const n = recorded.get("enrolid")!.length;
  if (n === 0) {
    throw new DataError(
      `none of ${cohort.members} members is newly diagnosed and followed for a year; take more.`,
    );
  }
  const value = (regime: DiabetesRegime): number => regimeValue(regime, recorded, secret);
  const values = Object.fromEntries(
    firstActions.flatMap((first) =>
      secondActions.map((second) => [
        `${first}, ${second}`,
        value({ first: () => first, second: () => second }),
      ]),
    ),
  );
  const study = {
    table: studyTable(recorded),
    truth: {
      value,
      values: Object.freeze(values),
      potentialOutcomes: () => table(regimeTruthColumns.map((name) => [name, secret.get(name)!.slice()])),
    },
  };
  const view = (): TextTable => ({
    title: "Mean HbA1c twelve months after the diagnosis under each pair of actions",
    columns: [{ name: "first, second", align: "left" }, { name: "HbA1c, %" }],
    rows: Object.entries(values).map(([name, each]) => [name, formatFixed(each, 2)]),
    notes: [`${formatFixed(n, 0)} members; lower is better. truth.value(regime) gives any other regime's.`],
  });
  return displayable(study, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

type Columns = ReadonlyMap<string, Float64Array>;

function studyTable(columns: Columns): ColumnTable {
  const actions: Readonly<Record<string, readonly string[]>> = { first: firstActions, second: secondActions };
  return table(
    regimeColumns.map((name): [string, ArrayLike<unknown>] => {
      const values = columns.get(name)!;
      const labels = actions[name];
      if (labels !== undefined) return [name, Array.from(values, (code) => labels[code]!)];
      return [name, name.startsWith("a1c") ? values.slice() : Int32Array.from(values)];
    }),
  );
}

function regimeValue({ first, second }: DiabetesRegime, columns: Columns, secret: Columns): number {
  const n = columns.get("enrolid")!.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const state = Object.fromEntries(
      regimeColumns
        .filter((name) => !["first", "second", "a1c_6", "a1c_12"].includes(name))
        .map((name) => [name, columns.get(name)![i]!]),
    ) as unknown as RegimeState;
    const a = actionNumber(firstActions, first(state), "first");
    const later = { ...state, first: firstActions[a]!, a1c_6: secret.get(`a1c_6_${a}`)![i]! };
    const b = actionNumber(secondActions, second(later), "second");
    sum += secret.get(`a1c_12_${a}${b}`)![i]!;
  }
  return sum / n;
}

function actionNumber(actions: readonly string[], action: string, name: string): number {
  const at = actions.indexOf(action);
  if (at < 0)
    throw new ArgumentError(
      `${name} must return one of ${actions.join(", ")}; it returned ${String(action)}.`,
    );
  return at;
}
