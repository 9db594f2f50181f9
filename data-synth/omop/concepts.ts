// Standard concepts that the generators' codes stand for. OMOP's vocabularies may not be passed on, so what is not listed
// here gets concept 0, as the model asks, and keeps its code as source value; a licensed vocabulary maps it from there.

export const ehr = 32817;
export const claim = 32810;

/** A `CASE` that turns a source value into a concept, 0 where it is none of these. */
export function conceptOf(value: string, concepts: Readonly<Record<string, number>>): string {
  const cases = Object.entries(concepts).map(([code, concept]) => `WHEN '${code}' THEN ${concept}`);
  return `CASE ${value} ${cases.join(" ")} ELSE 0 END`;
}

/** MIMIC-IV's items, charted and of the laboratory. */
export const itemConcepts: Readonly<Record<string, number>> = {
  220045: 3027018, // heart rate
  220050: 3004249, // systolic pressure
  220179: 3004249,
  220051: 3012888, // diastolic pressure
  220180: 3012888,
  220052: 3027598, // mean pressure
  220181: 3027598,
  220210: 3024171, // respiratory rate
  220277: 40762499, // saturation by pulse oximetry
  223761: 3020891, // temperature
  223762: 3020891,
  226512: 3025315, // weight
  50813: 3047181, // lactate in blood
  50912: 3016723, // creatinine
  51006: 3013682, // urea nitrogen
  50882: 3016293, // bicarbonate
  50983: 3019550, // sodium
  50971: 3023103, // potassium
  50902: 3014576, // chloride
  50931: 3004501, // glucose
  51222: 3000963, // hemoglobin
  51221: 3023314, // hematocrit
  51265: 3024929, // platelets
  51301: 3000905, // leukocytes
  50885: 3024128, // total bilirubin
};

/** LOINC codes of claims laboratories. */
export const loincConcepts: Readonly<Record<string, number>> = {
  "4548-4": 3004410, // hemoglobin A1c
  "2345-7": 3004501, // glucose
  "2160-0": 3016723, // creatinine
  "1742-6": 3006923, // alanine aminotransferase
  "2093-3": 3027114, // cholesterol
  "2085-9": 3007070, // HDL cholesterol
  "2571-8": 3022192, // triglycerides
};
