const codes = (nine: string, ten: string): string =>
  `max(CASE WHEN icd_version = 9 AND regexp_matches(icd_code, '^(${nine})') OR icd_version = 10 AND regexp_matches(icd_code, '^(${ten})') THEN 1 ELSE 0 END)`;

/** Code lists after Quan et al. (2005); points after Charlson et al. (1987); age is not counted. */
export const charlson: string = `
WITH c AS (
  SELECT hadm_id,
    ${codes("410|412", "I21|I22|I252")} AS myocardial_infarct,
    ${codes("39891|40201|40211|40291|40401|40403|40411|40413|40491|40493|425[4-9]|428", "I099|I110|I130|I132|I255|I420|I42[5-9]|I43|I50|P290")} AS congestive_heart_failure,
    ${codes("0930|4373|440|441|443[1-9]|4471|5571|5579|V434", "I70|I71|I731|I738|I739|I771|I790|I792|K551|K558|K559|Z958|Z959")} AS peripheral_vascular_disease,
    ${codes("36234|43[0-8]", "G45|G46|H340|I6[0-9]")} AS cerebrovascular_disease,
    ${codes("290|2941|3312", "F00|F01|F02|F03|F051|G30|G311")} AS dementia,
    ${codes("4168|4169|49[0-9]|50[0-5]|5064|5081|5088", "I278|I279|J4[0-7]|J6[0-7]|J684|J701|J703")} AS chronic_pulmonary_disease,
    ${codes("4465|710[0-4]|714[0-2]|7148|725", "M05|M06|M315|M3[2-4]|M351|M353|M360")} AS rheumatic_disease,
    ${codes("53[1-4]", "K2[5-8]")} AS peptic_ulcer_disease,
    ${codes("070[23][23]|07044|07054|0706|0709|570|571|573[3489]|V427", "B18|K70[0-3]|K709|K71[3-57]|K73|K74|K760|K76[2-489]|Z944")} AS mild_liver_disease,
    ${codes("250[0-389]", "E1[0-4][01689]")} AS diabetes_without_cc,
    ${codes("250[4-7]", "E1[0-4][2-57]")} AS diabetes_with_cc,
    ${codes("3341|342|343|344[0-69]", "G041|G114|G80[12]|G81|G82|G83[0-49]")} AS paraplegia,
    ${codes("40301|40311|40391|40402|40403|40412|40413|40492|40493|582|583[0-7]|585|586|5880|V420|V451|V56", "I120|I131|N03[2-7]|N05[2-7]|N18|N19|N250|Z49[0-2]|Z940|Z992")} AS renal_disease,
    ${codes("14|15|16|170|171|172|174|17[5-9]|18|190|191|192|193|194|195[0-8]|20[0-8]|2386", "C[01]|C2[0-6]|C3[0-4]|C3[7-9]|C4[01357-9]|C5[0-8]|C6|C7[0-6]|C8[1-58]|C9[0-7]")} AS malignant_cancer,
    ${codes("456[0-2]|572[2-8]", "I85[09]|I864|I982|K704|K711|K721|K729|K76[5-7]")} AS severe_liver_disease,
    ${codes("19[6-9]", "C7[7-9]|C80")} AS metastatic_solid_tumor,
    ${codes("04[2-4]", "B2[0-24]")} AS aids
  FROM mimiciv_hosp.diagnoses_icd GROUP BY hadm_id)
SELECT *, myocardial_infarct + congestive_heart_failure + peripheral_vascular_disease + cerebrovascular_disease + dementia
  + chronic_pulmonary_disease + rheumatic_disease + peptic_ulcer_disease
  + greatest(mild_liver_disease, 3 * severe_liver_disease) + greatest(2 * diabetes_with_cc, diabetes_without_cc)
  + greatest(2 * malignant_cancer, 6 * metastatic_solid_tumor) + 2 * paraplegia + 2 * renal_disease + 6 * aids
  AS charlson_comorbidity_index FROM c`;
