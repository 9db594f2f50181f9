import {
  bloodGas,
  gcs,
  hourly,
  norepinephrineEquivalent,
  vasoactive,
  ventilation,
  vitalsign,
} from "./bedside-sql.js";
import { charlson } from "./charlson-sql.js";
import { sepsis3, suspicion } from "./sepsis-sql.js";
import { sofa } from "./sofa-sql.js";

// Concepts that analyses are made of, computed from MIMIC-IV's tables alone, so that the same SQL runs on MIMIC itself in
// DuckDB. Definitions follow the public mimic-code concepts; what is simplified is said.

/** A derived table: mimiciv_derived.<name>. */
export interface DerivedConcept {
  readonly name: string;
  readonly about: string;
  readonly sql: string;
}

/** The concepts, those that others read first. */
export const derivedConcepts: readonly DerivedConcept[] = [
  { name: "vitalsign", about: "vitals by charting time, temperature in °C", sql: vitalsign },
  { name: "gcs", about: "Glasgow coma scale by charting time", sql: gcs },
  { name: "ventilation", about: "stretches of invasive ventilation", sql: ventilation },
  { name: "bg", about: "arterial oxygen over inspired fraction", sql: bloodGas },
  { name: "vasoactive_agent", about: "rates of vasopressors and inotropes", sql: vasoactive },
  {
    name: "norepinephrine_equivalent_dose",
    about: "vasopressors as norepinephrine",
    sql: norepinephrineEquivalent,
  },
  { name: "icustay_hourly", about: "one row for each hour of each stay", sql: hourly },
  { name: "sofa", about: "SOFA each hour, worst of 24 hours", sql: sofa },
  { name: "suspicion_of_infection", about: "antibiotic and culture paired in time", sql: suspicion },
  { name: "sepsis3", about: "sepsis by the third consensus definition", sql: sepsis3 },
  { name: "charlson", about: "Charlson comorbidities and points", sql: charlson },
];

/** Makes the concepts as views in the schema mimiciv_derived of a database that has mimiciv_hosp and mimiciv_icu. */
export async function createDerivedViews(
  connection: { run(sql: string): Promise<unknown> },
  concepts: readonly DerivedConcept[] = derivedConcepts,
): Promise<void> {
  await connection.run("CREATE SCHEMA mimiciv_derived");
  for (const { name, sql } of concepts) {
    await connection.run(`CREATE VIEW mimiciv_derived.${name} AS ${sql}`);
  }
}
