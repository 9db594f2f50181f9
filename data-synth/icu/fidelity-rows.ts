import { fidelityRow, type FidelityRow as Row } from "../fidelity.js";
import { diagnosisGroups } from "./catalog.js";
import type { Measured } from "./fidelity-measures.js";

type FidelityRow = Row<Measured>;
const row = fidelityRow<Measured>;

const mimic3 = "MIMIC-III (Johnson 2016)";
const sepsis = "MIMIC-III, first stays (Johnson 2018)";
const units: readonly string[] = ["MICU", "CVICU", "SICU", "CCU", "TSICU"];

function byUnit(
  quantity: string,
  published: readonly number[],
  tolerance: number,
  unit: string,
  ours: (m: Measured, unit: number) => number,
): FidelityRow[] {
  return published.map((value, k) => ({
    quantity: `${quantity}, ${units[k]}`,
    published: value,
    tolerance,
    unit,
    source: mimic3,
    ours: (m) => ours(m, k),
  }));
}

function quartiles(
  quantity: string,
  published: readonly number[],
  tolerances: readonly number[],
  unit: string,
  column: string,
): FidelityRow[] {
  return published.map((value, k) => ({
    quantity: `${quantity}, ${["first quartile", "median", "third quartile"][k]}`,
    published: value,
    tolerance: tolerances[k]!,
    unit,
    source: mimic3,
    ours: (m) => m.quantile(column, 0.25 * (k + 1)),
  }));
}

/**
 * Rows about MIMIC itself, with a tolerance each: what the generator aims at. Sources as in their publications' tables:
 * Johnson et al. 2016 (Sci Data 3:160035), Johnson et al. 2018 (Crit Care Med 46:494), Diagnostics 2022;12:1068.
 */
export const fidelityTargets: readonly FidelityRow[] = [
  row("ICU stays per patient", 53_423 / 38_597, 0.06, "", mimic3, (m) => m.rows / m.distinct("subject_id")),
  ...quartiles("age", [52.8, 65.8, 77.8], [1.5, 1.5, 1.5], "years", "age"),
  ...byUnit("median age", [64.9, 67.6, 63.6, 70.1, 59.9], 2, "years", (m, k) =>
    m.quantile("age", 0.5, "first_careunit", k),
  ),
  row("men", 55.9, 1, "%", mimic3, (m) => m.share("gender", 1)),
  row("men, CVICU", 65.5, 2, "%", mimic3, (m) => m.share("gender", 1, "first_careunit", 1)),
  row("men, MICU", 51.6, 2, "%", mimic3, (m) => m.share("gender", 1, "first_careunit", 0)),
  ...byUnit("share of stays", [39.5, 18.4, 16.6, 14.5, 11], 1, "%", (m, k) => m.share("first_careunit", k)),
  ...quartiles("ICU length of stay", [1.2, 2.1, 4.6], [0.25, 0.25, 0.6], "days", "icu_los_days"),
  ...quartiles("hospital length of stay", [4.1, 6.9, 11.9], [0.6, 0.6, 1.5], "days", "hospital_los_days"),
  row("death in the ICU", 8.5, 1, "%", mimic3, (m) => m.share("icu_expire_flag", 1)),
  ...byUnit("death in the ICU", [10.5, 3.6, 9.1, 8.9, 8.4], 1.5, "%", (m, k) =>
    m.share("icu_expire_flag", 1, "first_careunit", k),
  ),
  row("death in hospital", 11.5, 1, "%", mimic3, (m) => m.share("hospital_expire_flag", 1)),
  ...byUnit("death in hospital", [14.5, 4.6, 12.6, 11.3, 11.4], 1.5, "%", (m, k) =>
    m.share("hospital_expire_flag", 1, "first_careunit", k),
  ),
  row("death in hospital, MIMIC-IV", 10.4, 1.5, "%", "MIMIC-IV (Diagnostics 2022)", (m) =>
    m.share("hospital_expire_flag", 1),
  ),
  ...[36.6, 9.3, 8.6, 10.4, 9.6, 7.2, 2.8, 2.1, 1.4, 12.1].map((value, k) =>
    row(`primary diagnosis ${diagnosisGroups[k]}`, value, 1, "%", mimic3, (m) =>
      m.share("diagnosis_group", k),
    ),
  ),
  row("SOFA of 2 or more on day 1", 75.2, 4, "%", sepsis, (m) => m.hourly.sofaAtLeast2),
  row("death in hospital, SOFA of 2 or more", 13.2, 2, "%", sepsis, (m) => m.hourly.deathAtLeast2),
  row("death in hospital, SOFA below 2", 3.6, 2, "%", sepsis, (m) => m.hourly.deathBelow2),
  row("area under the curve, SOFA for death in hospital", 0.74, 0.04, "", sepsis, (m) => m.hourly.sofaAuroc),
  row("sepsis-3", 49.1, 4, "%", sepsis, (m) => m.hourly.sepsis),
  row("death in hospital, sepsis-3", 14.7, 2, "%", sepsis, (m) => m.hourly.deathSepsis),
  row("death in hospital, infection suspected", 12.5, 2, "%", sepsis, (m) =>
    m.share("hospital_expire_flag", 1, "suspected_infection", 1),
  ),
  row("death in hospital, no infection suspected", 8.3, 2, "%", sepsis, (m) =>
    m.share("hospital_expire_flag", 1, "suspected_infection", 0),
  ),
  row(
    "death in 30 days from which values are there alone, area under the curve",
    0.684,
    0.06,
    "",
    "MIMIC-III (JMIR 2019)",
    (m) => m.unmeasured.indicatorAuroc,
  ),
  row("race white", 59, 3, "%", "MIMIC-IV sepsis (Sci Rep 2025)", (m) => m.share("race", 0)),
  row("race black", 10, 3, "%", "MIMIC-IV sepsis (Sci Rep 2025)", (m) => m.share("race", 1)),
  row("race Asian", 2, 3, "%", "MIMIC-IV sepsis (Sci Rep 2025)", (m) => m.share("race", 3)),
];

const demographics = [
  "age",
  "gender",
  "charlson",
  "first_careunit",
  "liver_disease",
  "renal_disease",
  "cancer",
];
const vitals = [
  ...["heart_rate_mean", "map_min", "sbp_min", "resp_rate_mean", "temperature_max", "spo2_min", "gcs_min"],
  ...["urine_ml", "ventilated"],
];
const laboratory = [
  ...["lactate", "creatinine", "bun", "bicarbonate", "sodium", "potassium", "glucose", "wbc"],
  ...["hemoglobin", "platelets", "bilirubin", "inr", "pao2_fio2"],
];

/** Rows about other cohorts, and bands of clinical experience: shown beside ours, not judged. */
export const fidelityContext: readonly FidelityRow[] = [
  row("ventilated in the first six hours", 40, undefined, "%", "any hour (Prasad 2017)", (m) =>
    m.share("ventilated", 1),
  ),
  row("vasopressor at any time", 33, undefined, "%", "mixed Dutch ICU (2013)", (m) => m.hourly.vasopressor),
  row("heart rate, median", 86.1, undefined, "/min", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.quantile("heart_rate_mean", 0.5),
  ),
  row("mean pressure, median", 74.8, undefined, "mmHg", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.quantile("map_mean", 0.5),
  ),
  row("respiratory rate, median", 19.3, undefined, "/min", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.quantile("resp_rate_mean", 0.5),
  ),
  row("creatinine, median", 1.3, undefined, "mg/dL", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.quantile("creatinine", 0.5),
  ),
  row("heart failure", 34.8, undefined, "%", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.share("congestive_heart_failure", 1),
  ),
  row("diabetes", 31.6, undefined, "%", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.share("diabetes", 1),
  ),
  row("chronic lung disease", 29, undefined, "%", "MIMIC-IV sepsis with kidney injury (2023)", (m) =>
    m.share("chronic_pulmonary_disease", 1),
  ),
  row("bilirubin, median", 0.9, undefined, "mg/dL", "SUPPORT2", (m) => m.quantile("bilirubin", 0.5)),
  row("urine in six hours, median", 1968 / 4, undefined, "mL", "SUPPORT2, a day divided by 4", (m) =>
    m.quantile("urine_ml", 0.5),
  ),
  row("blood urea nitrogen, median", 16, undefined, "mg/dL", "survivors (PMC10985608)", (m) =>
    m.quantile("bun", 0.5),
  ),
  row("correlation of log creatinine and log urea", 0.68, undefined, "", "band 0.60 to 0.75", (m) =>
    m.correlation("creatinine", "bun", Math.log),
  ),
  row("correlation of lactate and bicarbonate", -0.4, undefined, "", "band −0.5 to −0.3", (m) =>
    m.correlation("lactate", "bicarbonate"),
  ),
  row("correlation of systolic and mean pressure", 0.83, undefined, "", "band 0.75 to 0.90", (m) =>
    m.correlation("sbp_min", "map_min"),
  ),
  row("correlation of heart rate and mean pressure", 0, undefined, "", "band −0.1 to 0.1", (m) =>
    m.correlation("heart_rate_mean", "map_mean"),
  ),
  row(
    "death in hospital from the record of six hours, area under the curve",
    0.83,
    undefined,
    "",
    "band 0.80 to 0.86, 48 hours",
    (m) => m.modelAuroc([...demographics, ...vitals, ...laboratory]),
  ),
  row("the same from age, sex and chronic disease", 0.65, undefined, "", "clearly lower", (m) =>
    m.modelAuroc(demographics),
  ),
  row("creatinine not measured", 0.7, undefined, "%", "SUPPORT2", (m) => m.unmeasured.missing.creatinine),
  row("bilirubin not measured", 28.6, undefined, "%", "SUPPORT2", (m) => m.unmeasured.missing.bilirubin),
  row(
    "arterial oxygen not measured",
    25.5,
    undefined,
    "%",
    "SUPPORT2",
    (m) => m.unmeasured.missing.pao2_fio2,
  ),
];
