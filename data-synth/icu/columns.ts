import { type ColumnTable, table } from "arquero";
import type { GrowingColumns } from "../growing-columns.js";
import { admissionTypes, careUnits, diagnosisGroups, insurances, races, yearGroups } from "./catalog.js";
import type { Recorded } from "./stay.js";

/** One column of the analysis table. */
export interface IcuColumn {
  readonly name: keyof Recorded;
  /** `"text"` columns hold codes into `labels`. */
  readonly kind: "integer" | "number" | "flag" | "text";
  readonly labels?: readonly string[];
  readonly unit?: string;
  readonly meaning: string;
}

const text = (name: keyof Recorded, labels: readonly string[], meaning: string): IcuColumn => ({
  name,
  kind: "text",
  labels,
  meaning,
});
const flag = (name: keyof Recorded, meaning: string): IcuColumn => ({ name, kind: "flag", meaning });
const integer = (name: keyof Recorded, meaning: string, unit?: string): IcuColumn =>
  unit === undefined ? { name, kind: "integer", meaning } : { name, kind: "integer", unit, meaning };
const number = (name: keyof Recorded, unit: string, meaning: string): IcuColumn => ({
  name,
  kind: "number",
  unit,
  meaning,
});

/** The columns of the analysis table, in their order. */
export const icuColumns: readonly IcuColumn[] = [
  integer("subject_id", "the patient"),
  integer("hadm_id", "the hospital admission"),
  integer("stay_id", "the ICU stay"),
  integer("hospital_id", "the hospital, 1 to 12 (MIMIC has one)"),
  integer("stay_number", "1 for the patient's first stay"),
  text("anchor_year_group", yearGroups, "years of admission"),
  integer("age", "age in years; above 89 it is 91, as MIMIC has it", "years"),
  text("gender", ["F", "M"], "F or M"),
  text("race", races, "race as MIMIC-IV writes it"),
  text("insurance", insurances, "who pays"),
  text("admission_type", admissionTypes, "how the admission came about"),
  text(
    "first_careunit",
    careUnits.map((unit) => unit.name),
    "the ICU",
  ),
  text("diagnosis_group", diagnosisGroups, "group of the primary diagnosis"),
  number("weight_kg", "kg", "weight at admission"),
  integer("charlson", "Charlson points, age not counted"),
  flag("congestive_heart_failure", "heart failure before admission"),
  flag("chronic_pulmonary_disease", "chronic lung disease before admission"),
  flag("diabetes", "diabetes before admission"),
  flag("renal_disease", "chronic kidney disease before admission"),
  flag("liver_disease", "liver disease before admission"),
  flag("cancer", "cancer before admission"),
  flag("suspected_infection", "antibiotic and culture ordered in the first six hours"),
  flag("ventilated", "invasively ventilated in the first six hours"),
  number("heart_rate_mean", "/min", "mean heart rate, hours 0 to 5"),
  number("map_min", "mmHg", "lowest mean arterial pressure, hours 0 to 5"),
  number("map_mean", "mmHg", "mean of the mean arterial pressure, hours 0 to 5"),
  number("sbp_min", "mmHg", "lowest systolic pressure, hours 0 to 5"),
  number("resp_rate_mean", "/min", "mean respiratory rate, hours 0 to 5"),
  number("temperature_max", "°C", "highest temperature, hours 0 to 5"),
  number("spo2_min", "%", "lowest oxygen saturation, hours 0 to 5"),
  integer("gcs_min", "lowest Glasgow coma scale, hours 0 to 5"),
  number("urine_ml", "mL", "urine output over hours 0 to 5"),
  number("lactate", "mmol/L", "first value in hours 0 to 5"),
  number("creatinine", "mg/dL", "first value in hours 0 to 5"),
  number("bun", "mg/dL", "blood urea nitrogen, first value in hours 0 to 5"),
  number("bicarbonate", "mEq/L", "first value in hours 0 to 5"),
  number("sodium", "mEq/L", "first value in hours 0 to 5"),
  number("potassium", "mEq/L", "first value in hours 0 to 5"),
  number("glucose", "mg/dL", "first value in hours 0 to 5"),
  number("wbc", "K/uL", "white cells, first value in hours 0 to 5"),
  number("hemoglobin", "g/dL", "first value in hours 0 to 5"),
  number("platelets", "K/uL", "first value in hours 0 to 5"),
  number("bilirubin", "mg/dL", "total bilirubin, first value in hours 0 to 5"),
  number("inr", "ratio", "first value in hours 0 to 5"),
  number("pao2_fio2", "mmHg", "arterial oxygen over inspired fraction, first value in hours 0 to 5"),
  integer("sofa", "SOFA of hours 0 to 5, before any vasopressor; a component not measured counts 0"),
  number("risk_score", "probability", "the hospitals' admission score: chance of death within 28 days"),
  flag("early_vasopressor", "the treatment: a vasopressor started in hours 6 to 11"),
  flag("death_28d", "the outcome: death within 28 days of ICU admission; missing for who was lost before"),
  number("survival_days", "days", "from ICU admission to death or loss, or 365 for who is alive then"),
  flag("death_1y", "death within 365 days of ICU admission"),
  flag("hospital_expire_flag", "died in this hospital stay"),
  flag("icu_expire_flag", "died in this ICU stay"),
  number("icu_los_days", "days", "length of the ICU stay"),
  number("hospital_los_days", "days", "length of the hospital stay from ICU admission"),
  flag(
    "lost_to_follow_up",
    "left the record before death and before day 365; what happened later is missing",
  ),
];

/** The Arquero table of recorded columns: numbers as typed arrays (missing as NaN), texts as strings. */
export function analysisTable(columns: GrowingColumns<keyof Recorded>): ColumnTable {
  return table(
    icuColumns.map(({ name, kind, labels }): [string, ArrayLike<unknown>] => {
      const values = columns.column(name);
      if (kind === "text") return [name, Array.from(values, (code) => labels![code]!)];
      return [
        name,
        kind === "number" || values.some(Number.isNaN) ? values.slice() : Int32Array.from(values),
      ];
    }),
  );
}
