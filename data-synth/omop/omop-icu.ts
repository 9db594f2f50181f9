// MIMIC-IV's tables in the OMOP Common Data Model; the same queries run on MIMIC itself in DuckDB.
import { conceptOf, ehr, itemConcepts } from "./concepts.js";
import { type OmopTable, omopTable } from "./omop-table.js";

const inpatient = 9201;
const emergencyAndInpatient = 262;

/** Years of birth are those of the anchor year, not the anchor year itself. */
const person = omopTable("person", {
  from: `mimiciv_hosp.patients p JOIN (SELECT subject_id, arg_min(race, admittime) AS race FROM mimiciv_hosp.admissions
  GROUP BY subject_id) a USING (subject_id)`,
  columns: {
    person_id: "p.subject_id",
    gender_concept_id: conceptOf("p.gender", { M: 8507, F: 8532 }),
    year_of_birth: "p.anchor_year - p.anchor_age",
    race_concept_id: conceptOf("a.race", { WHITE: 8527, "BLACK/AFRICAN AMERICAN": 8516, ASIAN: 8515 }),
    ethnicity_concept_id: conceptOf("a.race", { "HISPANIC/LATINO": 38003563 }),
    person_source_value: "p.subject_id",
    gender_source_value: "p.gender",
    race_source_value: "a.race",
    ethnicity_source_value: "a.race",
  },
});

/** MIMIC knows of people while they are in hospital, and of deaths within a year. */
const observationPeriod = omopTable("observation_period", {
  from: `(SELECT subject_id, min(coalesce(edregtime, admittime)) AS first, max(dischtime) AS last FROM mimiciv_hosp.admissions
  GROUP BY subject_id) a JOIN mimiciv_hosp.patients p USING (subject_id)`,
  columns: {
    person_id: "subject_id",
    observation_period_start_date: "a.first",
    observation_period_end_date: "greatest(a.last::DATE, coalesce(p.dod, a.last::DATE))",
    period_type_concept_id: String(ehr),
  },
});

const visits = omopTable("visit_occurrence", {
  from: "mimiciv_hosp.admissions a",
  columns: {
    visit_occurrence_id: "hadm_id",
    person_id: "subject_id",
    visit_concept_id: `CASE WHEN edregtime IS NULL THEN ${inpatient} ELSE ${emergencyAndInpatient} END`,
    visit_start_date: "coalesce(edregtime, admittime)",
    visit_start_datetime: "coalesce(edregtime, admittime)",
    visit_end_date: "dischtime",
    visit_end_datetime: "dischtime",
    visit_type_concept_id: String(ehr),
    visit_source_value: "admission_type",
    admitted_from_source_value: "admission_location",
    discharged_to_source_value: "discharge_location",
    preceding_visit_occurrence_id: "lag(hadm_id) OVER (PARTITION BY subject_id ORDER BY admittime)",
  },
});

const conditions = omopTable("condition_occurrence", {
  from: "mimiciv_hosp.diagnoses_icd d JOIN mimiciv_hosp.admissions a USING (hadm_id)",
  columns: {
    person_id: "a.subject_id",
    condition_start_date: "a.admittime",
    condition_start_datetime: "a.admittime",
    condition_end_date: "a.dischtime",
    condition_end_datetime: "a.dischtime",
    condition_type_concept_id: String(ehr),
    visit_occurrence_id: "a.hadm_id",
    condition_source_value: "d.icd_code",
    condition_source_concept_id: "0",
    condition_status_source_value: "'diagnosis ' || d.seq_num",
  },
});

const drugs = omopTable(
  "drug_exposure",
  {
    from: "mimiciv_hosp.prescriptions",
    columns: {
      person_id: "subject_id",
      drug_exposure_start_date: "starttime",
      drug_exposure_start_datetime: "starttime",
      drug_exposure_end_date: "stoptime",
      drug_exposure_end_datetime: "stoptime",
      drug_type_concept_id: String(ehr),
      visit_occurrence_id: "hadm_id",
      drug_source_value: "drug",
      drug_source_concept_id: "0",
      route_source_value: "route",
    },
  },
  {
    from: "mimiciv_icu.inputevents e JOIN mimiciv_icu.d_items i USING (itemid)",
    columns: {
      person_id: "subject_id",
      drug_exposure_start_date: "starttime",
      drug_exposure_start_datetime: "starttime",
      drug_exposure_end_date: "endtime",
      drug_exposure_end_datetime: "endtime",
      drug_type_concept_id: String(ehr),
      quantity: "e.amount",
      sig: "CASE WHEN e.rate IS NOT NULL THEN e.rate || ' ' || e.rateuom END",
      visit_occurrence_id: "hadm_id",
      drug_source_value: "i.label",
      drug_source_concept_id: "0",
      route_source_value: "'IV'",
      dose_unit_source_value: "e.amountuom",
    },
  },
);

const procedures = omopTable(
  "procedure_occurrence",
  {
    from: "mimiciv_hosp.procedures_icd",
    columns: {
      person_id: "subject_id",
      procedure_date: "chartdate",
      procedure_type_concept_id: String(ehr),
      visit_occurrence_id: "hadm_id",
      procedure_source_value: "icd_code",
      procedure_source_concept_id: "0",
    },
  },
  {
    from: "mimiciv_icu.procedureevents e JOIN mimiciv_icu.d_items i USING (itemid)",
    columns: {
      person_id: "subject_id",
      procedure_date: "starttime",
      procedure_datetime: "starttime",
      procedure_end_date: "endtime",
      procedure_end_datetime: "endtime",
      procedure_type_concept_id: String(ehr),
      visit_occurrence_id: "hadm_id",
      procedure_source_value: "i.label",
      procedure_source_concept_id: "0",
    },
  },
);

const measured = {
  person_id: "subject_id",
  measurement_concept_id: conceptOf("e.itemid", itemConcepts).replaceAll(/WHEN '(\d+)'/g, "WHEN $1"),
  measurement_date: "charttime",
  measurement_datetime: "charttime",
  measurement_type_concept_id: String(ehr),
  value_as_number: "e.valuenum",
  visit_occurrence_id: "hadm_id",
  measurement_source_value: "e.itemid",
  measurement_source_concept_id: "0",
  unit_source_value: "e.valueuom",
  value_source_value: "e.value",
};

const measurements = omopTable(
  "measurement",
  {
    from: "mimiciv_hosp.labevents e",
    columns: { ...measured, range_low: "e.ref_range_lower", range_high: "e.ref_range_upper" },
  },
  { from: "mimiciv_icu.chartevents e", columns: measured },
);

/** The hour is known of deaths in hospital. */
const death = omopTable("death", {
  from: `mimiciv_hosp.patients p JOIN (SELECT subject_id, max(deathtime) AS died FROM mimiciv_hosp.admissions GROUP BY subject_id) a
  USING (subject_id) WHERE p.dod IS NOT NULL OR a.died IS NOT NULL`,
  columns: {
    person_id: "subject_id",
    death_date: "coalesce(a.died::DATE, p.dod)",
    death_datetime: "a.died",
    death_type_concept_id: String(ehr),
  },
});

const payers = omopTable("payer_plan_period", {
  from: "mimiciv_hosp.admissions",
  columns: {
    person_id: "subject_id",
    payer_plan_period_start_date: "admittime",
    payer_plan_period_end_date: "dischtime",
    payer_source_value: "insurance",
  },
});

/** What the codes without a concept mean, for whoever maps them. */
const mapping = omopTable("source_to_concept_map", {
  from: "mimiciv_hosp.d_icd_diagnoses",
  columns: {
    source_code: "icd_code",
    source_concept_id: "0",
    source_vocabulary_id: "CASE icd_version WHEN 9 THEN 'ICD9CM' ELSE 'ICD10CM' END",
    source_code_description: "long_title",
    target_vocabulary_id: "'None'",
    valid_start_date: "DATE '1970-01-01'",
    valid_end_date: "DATE '2099-12-31'",
  },
});

/** The OMOP tables of the synthetic ICU. */
export const omopIcu: readonly OmopTable[] = [
  person,
  observationPeriod,
  visits,
  conditions,
  drugs,
  procedures,
  measurements,
  death,
  payers,
  mapping,
];
