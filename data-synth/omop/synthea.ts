// Synthea's flat files over the OMOP tables: the headers of its CSV exporter, for tools that read those. What the
// generators do not simulate (names, addresses, prices of single items) is empty.

/** One file of Synthea's CSV folder. */
export interface SyntheaFile {
  readonly name: string;
  readonly sql: string;
}

const none = (...names: readonly string[]): string => names.map((name) => `'' AS ${name}`).join(", ");
const moment = (time: string, date: string): string =>
  `strftime(coalesce(${time}, ${date}::TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ')`;

export const syntheaFiles: readonly SyntheaFile[] = [
  {
    name: "patients",
    sql: `SELECT person_id AS Id, make_date(year_of_birth, 1, 1) AS BIRTHDATE, d.death_date AS DEATHDATE,
  ${none("SSN", "DRIVERS", "PASSPORT", "PREFIX", "FIRST", "LAST", "SUFFIX", "MAIDEN", "MARITAL")},
  lower(coalesce(race_source_value, '')) AS RACE, CASE ethnicity_concept_id WHEN 38003563 THEN 'hispanic' ELSE '' END AS ETHNICITY,
  CASE gender_concept_id WHEN 8507 THEN 'M' ELSE 'F' END AS GENDER,
  ${none("BIRTHPLACE", "ADDRESS", "CITY", "STATE", "COUNTY", "ZIP", "LAT", "LON", "HEALTHCARE_EXPENSES", "HEALTHCARE_COVERAGE")}
FROM omop.person LEFT JOIN omop.death d USING (person_id)`,
  },
  {
    name: "encounters",
    sql: `SELECT visit_occurrence_id AS Id, ${moment("visit_start_datetime", "visit_start_date")} AS START,
  ${moment("visit_end_datetime", "visit_end_date")} AS STOP, person_id AS PATIENT, ${none("ORGANIZATION", "PROVIDER", "PAYER")},
  CASE visit_concept_id WHEN 9202 THEN 'ambulatory' WHEN 9203 THEN 'emergency' ELSE 'inpatient' END AS ENCOUNTERCLASS,
  '' AS CODE, coalesce(visit_source_value, '') AS DESCRIPTION,
  ${none("BASE_ENCOUNTER_COST", "TOTAL_CLAIM_COST", "PAYER_COVERAGE", "REASONCODE", "REASONDESCRIPTION")}
FROM omop.visit_occurrence`,
  },
  {
    name: "conditions",
    sql: `SELECT condition_start_date AS START, condition_end_date AS STOP, person_id AS PATIENT, visit_occurrence_id AS ENCOUNTER,
  condition_source_value AS CODE, coalesce(m.source_code_description, '') AS DESCRIPTION
FROM omop.condition_occurrence LEFT JOIN (SELECT source_code, any_value(source_code_description) AS source_code_description
  FROM omop.source_to_concept_map GROUP BY source_code) m ON m.source_code = condition_source_value`,
  },
  {
    name: "observations",
    sql: `SELECT ${moment("measurement_datetime", "measurement_date")} AS DATE, person_id AS PATIENT,
  visit_occurrence_id AS ENCOUNTER, '' AS CATEGORY, measurement_source_value AS CODE, '' AS DESCRIPTION,
  coalesce(value_source_value, value_as_number::VARCHAR) AS VALUE, coalesce(unit_source_value, '') AS UNITS,
  CASE WHEN value_as_number IS NULL THEN 'text' ELSE 'numeric' END AS TYPE
FROM omop.measurement`,
  },
  {
    name: "medications",
    sql: `SELECT ${moment("drug_exposure_start_datetime", "drug_exposure_start_date")} AS START,
  ${moment("drug_exposure_end_datetime", "drug_exposure_end_date")} AS STOP, person_id AS PATIENT, '' AS PAYER,
  visit_occurrence_id AS ENCOUNTER, drug_source_value AS CODE, drug_source_value AS DESCRIPTION,
  ${none("BASE_COST", "PAYER_COVERAGE", "DISPENSES", "TOTALCOST", "REASONCODE", "REASONDESCRIPTION")}
FROM omop.drug_exposure`,
  },
  {
    name: "procedures",
    sql: `SELECT ${moment("procedure_datetime", "procedure_date")} AS START, ${moment("procedure_end_datetime", "coalesce(procedure_end_date, procedure_date)")} AS STOP,
  person_id AS PATIENT, visit_occurrence_id AS ENCOUNTER, procedure_source_value AS CODE, '' AS DESCRIPTION,
  ${none("BASE_COST", "REASONCODE", "REASONDESCRIPTION")}
FROM omop.procedure_occurrence`,
  },
];
