/** A column of the common data model; `required` columns are never null. */
export interface OmopColumn {
  readonly name: string;
  readonly type: "INTEGER" | "BIGINT" | "DATE" | "TIMESTAMP" | "VARCHAR" | "DOUBLE";
  readonly required: boolean;
}

const types = { i: "INTEGER", d: "DATE", t: "TIMESTAMP", s: "VARCHAR", n: "DOUBLE" } as const;

/**
 * "person_id:i!" is a required integer. Identifiers of records are BIGINT where the field list says integer: those of
 * millions of members' claims do not fit.
 */
function columns(text: string): readonly OmopColumn[] {
  return text
    .trim()
    .split(/\s+/)
    .map((each) => {
      const [name, kind] = each.split(":") as [string, string];
      const identifier = name.endsWith("_id") && !name.endsWith("concept_id") && kind.startsWith("i");
      const type = identifier ? "BIGINT" : types[kind[0] as keyof typeof types];
      return { name, type, required: kind.endsWith("!") };
    });
}

export type OmopName =
  | "person"
  | "observation_period"
  | "visit_occurrence"
  | "condition_occurrence"
  | "drug_exposure"
  | "procedure_occurrence"
  | "measurement"
  | "death"
  | "payer_plan_period"
  | "source_to_concept_map";

/** The core tables of the OMOP Common Data Model 5.4, as its field list has them. */
export const omopSchema: Readonly<Record<OmopName, readonly OmopColumn[]>> = {
  person:
    columns(`person_id:i! gender_concept_id:i! year_of_birth:i! month_of_birth:i day_of_birth:i birth_datetime:t
    race_concept_id:i! ethnicity_concept_id:i! location_id:i provider_id:i care_site_id:i person_source_value:s
    gender_source_value:s gender_source_concept_id:i race_source_value:s race_source_concept_id:i
    ethnicity_source_value:s ethnicity_source_concept_id:i`),
  observation_period: columns(`observation_period_id:i! person_id:i! observation_period_start_date:d!
    observation_period_end_date:d! period_type_concept_id:i!`),
  visit_occurrence: columns(`visit_occurrence_id:i! person_id:i! visit_concept_id:i! visit_start_date:d!
    visit_start_datetime:t visit_end_date:d! visit_end_datetime:t visit_type_concept_id:i! provider_id:i care_site_id:i
    visit_source_value:s visit_source_concept_id:i admitted_from_concept_id:i admitted_from_source_value:s
    discharged_to_concept_id:i discharged_to_source_value:s preceding_visit_occurrence_id:i`),
  condition_occurrence:
    columns(`condition_occurrence_id:i! person_id:i! condition_concept_id:i! condition_start_date:d!
    condition_start_datetime:t condition_end_date:d condition_end_datetime:t condition_type_concept_id:i!
    condition_status_concept_id:i stop_reason:s provider_id:i visit_occurrence_id:i visit_detail_id:i
    condition_source_value:s condition_source_concept_id:i condition_status_source_value:s`),
  drug_exposure: columns(`drug_exposure_id:i! person_id:i! drug_concept_id:i! drug_exposure_start_date:d!
    drug_exposure_start_datetime:t drug_exposure_end_date:d! drug_exposure_end_datetime:t verbatim_end_date:d
    drug_type_concept_id:i! stop_reason:s refills:i quantity:n days_supply:i sig:s route_concept_id:i lot_number:s
    provider_id:i visit_occurrence_id:i visit_detail_id:i drug_source_value:s drug_source_concept_id:i
    route_source_value:s dose_unit_source_value:s`),
  procedure_occurrence:
    columns(`procedure_occurrence_id:i! person_id:i! procedure_concept_id:i! procedure_date:d!
    procedure_datetime:t procedure_end_date:d procedure_end_datetime:t procedure_type_concept_id:i!
    modifier_concept_id:i quantity:i provider_id:i visit_occurrence_id:i visit_detail_id:i procedure_source_value:s
    procedure_source_concept_id:i modifier_source_value:s`),
  measurement: columns(`measurement_id:i! person_id:i! measurement_concept_id:i! measurement_date:d!
    measurement_datetime:t measurement_time:s measurement_type_concept_id:i! operator_concept_id:i value_as_number:n
    value_as_concept_id:i unit_concept_id:i range_low:n range_high:n provider_id:i visit_occurrence_id:i
    visit_detail_id:i measurement_source_value:s measurement_source_concept_id:i unit_source_value:s
    unit_source_concept_id:i value_source_value:s measurement_event_id:i meas_event_field_concept_id:i`),
  death: columns(`person_id:i! death_date:d! death_datetime:t death_type_concept_id:i cause_concept_id:i
    cause_source_value:s cause_source_concept_id:i`),
  payer_plan_period: columns(`payer_plan_period_id:i! person_id:i! payer_plan_period_start_date:d!
    payer_plan_period_end_date:d! payer_concept_id:i payer_source_value:s payer_source_concept_id:i plan_concept_id:i
    plan_source_value:s plan_source_concept_id:i sponsor_concept_id:i sponsor_source_value:s
    sponsor_source_concept_id:i family_source_value:s stop_reason_concept_id:i stop_reason_source_value:s
    stop_reason_source_concept_id:i`),
  source_to_concept_map:
    columns(`source_code:s! source_concept_id:i! source_vocabulary_id:s! source_code_description:s
    target_concept_id:i! target_vocabulary_id:s! valid_start_date:d! valid_end_date:d! invalid_reason:s`),
};
