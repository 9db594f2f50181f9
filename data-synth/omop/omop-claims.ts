// MarketScan's tables in the OMOP Common Data Model. Identifiers are made of those of the claims, so that blocks of members
// can be written one by one. Claims know no race and no reliable death: race is 0, and the table of deaths is empty.
import { diagnoses } from "../claims/diagnosis-codes.js";
import { claim, conceptOf, loincConcepts } from "./concepts.js";
import { type OmopTable, omopTable } from "./omop-table.js";

const member = "(enrolid // 100)";
/** Visits of a member: stays by their number, then one visit a day. */
const stayVisit = (admission: string): string => `${member} * 8192 + (${admission}caseid - ${member} * 1000)`;
const dayVisit = (service: string): string =>
  `${member} * 8192 + 1024 + (${service}svcdate - DATE '2005-01-01')`;
const stayNumber = (admission: string): string =>
  `((${member} * 10 + 1) * 100000 + (${admission}caseid - ${member} * 1000))`;

/** Runs of months without a gap, and without a change of `by` where it is given. */
const spans = (by?: string): string => `(
  SELECT enrolid, ${by ? `${by}, ` : ""}min(dtstart) AS first, max(dtend) AS last,
    row_number() OVER (PARTITION BY enrolid ORDER BY min(dtstart)) AS number
  FROM (SELECT *, sum(starts) OVER (PARTITION BY enrolid ORDER BY dtstart) AS span FROM (
    SELECT *, CASE WHEN dtstart <= lag(dtend) OVER w + 1 ${by ? `AND ${by} IS NOT DISTINCT FROM lag(${by}) OVER w ` : ""}THEN 0 ELSE 1 END AS starts
    FROM marketscan.enrollment_detail WINDOW w AS (PARTITION BY enrolid ORDER BY dtstart)))
  GROUP BY enrolid, span${by ? `, ${by}` : ""})`;

/** Where records of a member disagree on the year of birth or the sex, the last month's stands. */
const person = omopTable("person", {
  from: `(SELECT enrolid, arg_max(dobyr, dtstart) AS dobyr, arg_max(sex, dtstart) AS sex FROM marketscan.enrollment_detail
  GROUP BY enrolid)`,
  columns: {
    person_id: "enrolid",
    gender_concept_id: conceptOf("sex", { 1: 8507, 2: 8532 }),
    year_of_birth: "dobyr",
    person_source_value: "enrolid",
    gender_source_value: "sex",
  },
});

const observationPeriod = omopTable("observation_period", {
  from: spans(),
  columns: {
    observation_period_id: `${member} * 1000 + number`,
    person_id: "enrolid",
    observation_period_start_date: "first",
    observation_period_end_date: "last",
    period_type_concept_id: String(claim),
  },
});

const visits = omopTable(
  "visit_occurrence",
  {
    from: "marketscan.inpatient_admissions a",
    columns: {
      visit_occurrence_id: stayVisit("a."),
      person_id: "enrolid",
      visit_concept_id: "9201",
      visit_start_date: "admdate",
      visit_end_date: "disdate",
      visit_type_concept_id: String(claim),
      visit_source_value: "'caseid ' || caseid",
      discharged_to_source_value: "dstatus",
    },
  },
  {
    from: "(SELECT enrolid, svcdate, bool_or(stdplac = 23) AS emergency FROM marketscan.outpatient_services GROUP BY enrolid, svcdate) o",
    columns: {
      visit_occurrence_id: dayVisit("o."),
      person_id: "enrolid",
      visit_concept_id: "CASE WHEN emergency THEN 9203 ELSE 9202 END",
      visit_start_date: "svcdate",
      visit_end_date: "svcdate",
      visit_type_concept_id: String(claim),
      visit_source_value: "'outpatient services'",
    },
  },
);

/** One row for each diagnosis of a claim. */
const coded = (table: string, places: number): string => `(
  SELECT *, unnest([${Array.from({ length: places }, (_, k) => `{place: ${k + 1}, dx: dx${k + 1}}`).join(", ")}], recursive := true)
  FROM marketscan.${table}) d WHERE dx IS NOT NULL`;

const conditions = omopTable(
  "condition_occurrence",
  {
    from: coded("inpatient_admissions", 15),
    columns: {
      condition_occurrence_id: `${stayNumber("d.")} * 16 + place`,
      person_id: "enrolid",
      condition_start_date: "admdate",
      condition_end_date: "disdate",
      condition_type_concept_id: String(claim),
      visit_occurrence_id: stayVisit("d."),
      condition_source_value: "dx",
      condition_source_concept_id: "0",
      condition_status_source_value: "'dx' || place",
    },
  },
  {
    from: coded("outpatient_services", 4),
    columns: {
      condition_occurrence_id: "seqnum * 16 + place",
      person_id: "enrolid",
      condition_start_date: "svcdate",
      condition_type_concept_id: String(claim),
      visit_occurrence_id: dayVisit("d."),
      condition_source_value: "dx",
      condition_source_concept_id: "0",
      condition_status_source_value: "'dx' || place",
    },
  },
);

const drugs = omopTable("drug_exposure", {
  from: "marketscan.drug_claims",
  columns: {
    drug_exposure_id: "seqnum",
    person_id: "enrolid",
    drug_exposure_start_date: "svcdate",
    drug_exposure_end_date: "svcdate + greatest(daysupp, 1) - 1",
    drug_type_concept_id: String(claim),
    refills: "refill",
    quantity: "qty",
    days_supply: "daysupp",
    drug_source_value: "ndcnum",
    drug_source_concept_id: "0",
  },
});

const procedures = omopTable(
  "procedure_occurrence",
  {
    from: "marketscan.inpatient_admissions a WHERE pproc IS NOT NULL",
    columns: {
      procedure_occurrence_id: stayNumber("a."),
      person_id: "enrolid",
      procedure_date: "admdate",
      procedure_type_concept_id: String(claim),
      visit_occurrence_id: stayVisit("a."),
      procedure_source_value: "pproc",
      procedure_source_concept_id: "0",
    },
  },
  {
    from: "marketscan.outpatient_services o WHERE proc1 IS NOT NULL",
    columns: {
      procedure_occurrence_id: "seqnum",
      person_id: "enrolid",
      procedure_date: "svcdate",
      procedure_type_concept_id: String(claim),
      visit_occurrence_id: dayVisit("o."),
      procedure_source_value: "proc1",
      procedure_source_concept_id: "0",
    },
  },
);

const measurements = omopTable("measurement", {
  from: "marketscan.lab",
  columns: {
    measurement_id: "seqnum",
    person_id: "enrolid",
    measurement_concept_id: conceptOf("loinccd", loincConcepts),
    measurement_date: "svcdate",
    measurement_type_concept_id: String(claim),
    value_as_number: "result",
    range_low: "reflow",
    range_high: "refhigh",
    measurement_source_value: "loinccd",
    measurement_source_concept_id: "0",
    unit_source_value: "resunit",
    value_source_value: "result",
  },
});

const death = omopTable("death", { from: "marketscan.lab WHERE false", columns: { person_id: "0" } });

const payers = omopTable("payer_plan_period", {
  from: spans("plantyp"),
  columns: {
    payer_plan_period_id: `${member} * 1000 + number`,
    person_id: "enrolid",
    payer_plan_period_start_date: "first",
    payer_plan_period_end_date: "last",
    plan_source_value: "plantyp",
  },
});

const titles = new Map(
  diagnoses.flatMap(({ icd9, icd10, title }) => [
    [`'${icd10}', 'ICD10CM'`, title],
    [`'${icd9}', 'ICD9CM'`, title],
  ]),
);
const mapped = {
  source_concept_id: "0",
  target_vocabulary_id: "'None'",
  valid_start_date: "DATE '1970-01-01'",
  valid_end_date: "DATE '2099-12-31'",
};

/** What the codes of drugs and diagnoses mean, and in which vocabulary, for whoever maps them. */
const mapping = omopTable(
  "source_to_concept_map",
  {
    from: "marketscan.red_book",
    columns: {
      ...mapped,
      source_code: "ndcnum",
      source_vocabulary_id: "'NDC'",
      source_code_description: "prodnme || ' ' || strngth",
    },
  },
  {
    from: `(VALUES ${Array.from(titles, ([code, title]) => `(${code}, '${title}')`).join(", ")}) AS d(code, vocabulary, title)`,
    columns: {
      ...mapped,
      source_code: "code",
      source_vocabulary_id: "vocabulary",
      source_code_description: "title",
    },
  },
);

/** The OMOP tables of the synthetic claims. */
export const omopClaims: readonly OmopTable[] = [
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
