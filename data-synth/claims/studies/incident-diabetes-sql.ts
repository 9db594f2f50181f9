import { drug } from "../red-book.js";

/** The days that bound the study, as texts such as "2013-01-01": features, gap, onset, end. */
export interface DiabetesWindows {
  readonly featuresFrom: string;
  readonly gapFrom: string;
  readonly onsetFrom: string;
  readonly until: string;
}

/** Why a member is in or out, in the order in which it is asked. */
export const diabetesReasons = [
  "left-censored: not covered with drugs in every month of the feature window",
  "right-censored: not covered with drugs in every month of the gap and the onset window",
  "conflicting records: two sexes, or birth years that differ by more than two or are impossible",
  "younger than 18 when the features end",
  "already diabetic: two days with a diabetes code, or a diabetes drug, before the onset window",
  "unclear outcome: one day with a diabetes code in the onset window, and no drug",
  "in",
] as const;

export type DiabetesReason = (typeof diabetesReasons)[number];

/** Classes of drugs that only diabetics take; metformin alone is given for polycystic ovaries too. */
const drugs = [drug.sulfonylurea, drug.dpp4, drug.glp1, drug.insulin].map((each) => each + 1).join(", ");
const isDiabetes = "(dx LIKE '250%' OR dx LIKE 'E10%' OR dx LIKE 'E11%')";

/**
 * One row a member who was ever covered: what decides on inclusion, and the number of the reason (0 to 6, where 6 is in). Codes of any position count, on
 * outpatient and inpatient lines; several on one day are one.
 */
export function incidentDiabetesSql({ featuresFrom, gapFrom, onsetFrom, until }: DiabetesWindows): string {
  const day = (text: string): string => `DATE '${text}'`;
  const months = (from: string, to: string): string => `date_diff('month', ${day(from)}, ${day(to)})`;
  const covered = (from: string, to: string): string =>
    `count(DISTINCT date_trunc('month', dtstart)) FILTER (rx = '1' AND dtstart >= ${day(from)} AND dtstart < ${day(to)})`;
  return `
WITH enrolled AS (
  SELECT enrolid, ${covered(featuresFrom, gapFrom)} AS feature_months, ${covered(gapFrom, until)} AS later_months,
    count(DISTINCT sex) AS sexes, min(dobyr) AS dobyr, max(dobyr) AS latest_dobyr, min(year) AS first_year, arg_min(sex, dtstart) AS sex,
    arg_min(region, dtstart) AS region, arg_min(msa, dtstart) AS msa, arg_min(plantyp, dtstart) AS plantyp
  FROM marketscan.enrollment_detail GROUP BY enrolid),
codes AS (
  SELECT enrolid, svcdate, unnest([dx1, dx2, dx3, dx4]) AS dx FROM marketscan.outpatient_services
  UNION ALL SELECT enrolid, svcdate, unnest([dx1, dx2, dx3, dx4]) FROM marketscan.inpatient_services),
coded AS (
  SELECT enrolid, count(DISTINCT svcdate) FILTER (svcdate < ${day(onsetFrom)}) AS days_before,
    count(DISTINCT svcdate) FILTER (svcdate >= ${day(onsetFrom)} AND svcdate < ${day(until)}) AS days_in, min(svcdate) AS first_code,
    min(svcdate) FILTER (svcdate >= ${day(onsetFrom)}) AS first_code_in
  FROM codes WHERE ${isDiabetes} GROUP BY enrolid),
dispensed AS (
  SELECT enrolid, count(*) FILTER (svcdate < ${day(onsetFrom)}) AS drugs_before,
    count(*) FILTER (svcdate >= ${day(onsetFrom)} AND svcdate < ${day(until)}) AS drugs_in, min(svcdate) AS first_drug
  FROM marketscan.drug_claims JOIN marketscan.red_book USING (ndcnum) WHERE red_book.thercls IN (${drugs}) AND pay > 0 GROUP BY enrolid),
facts AS (
  SELECT e.*, coalesce(days_before, 0) AS days_before, coalesce(days_in, 0) AS days_in, first_code, first_code_in, first_drug,
    coalesce(drugs_before, 0) AS drugs_before, coalesce(drugs_in, 0) AS drugs_in, year(${day(gapFrom)}) - dobyr AS age
  FROM enrolled e LEFT JOIN coded USING (enrolid) LEFT JOIN dispensed USING (enrolid))
SELECT enrolid, CASE WHEN feature_months < ${months(featuresFrom, gapFrom)} THEN 0
    WHEN later_months < ${months(gapFrom, until)} THEN 1
    WHEN sexes > 1 OR latest_dobyr - dobyr > 2 OR dobyr < 1900 OR dobyr > first_year + 1 THEN 2
    WHEN age < 18 THEN 3 WHEN days_before >= 2 OR drugs_before > 0 THEN 4
    WHEN days_in = 1 AND drugs_in = 0 THEN 5 ELSE 6 END::INTEGER AS reason,
  age::INTEGER AS age, (sex = '2')::INTEGER AS female, region, (msa = 0)::INTEGER AS rural, plantyp::INTEGER AS plantyp,
  feature_months::INTEGER AS feature_months, later_months::INTEGER AS later_months, days_before::INTEGER AS days_before,
  days_in::INTEGER AS days_in, drugs_before::INTEGER AS drugs_before, drugs_in::INTEGER AS drugs_in,
  first_code::VARCHAR AS first_code, first_drug::VARCHAR AS first_drug,
  CASE WHEN days_in >= 2 OR drugs_in > 0 THEN 1 ELSE 0 END::INTEGER AS diabetes, first_code_in::VARCHAR AS onset_date
FROM facts ORDER BY enrolid`;
}

/** Events before the gap of the members in `cohort`: day of 1970 and a code, `dx:…`, `drug:…`, `proc:…` or `lab:…`. */
export function diabetesEventsSql(cohort: string, { featuresFrom, gapFrom }: DiabetesWindows): string {
  const within = `svcdate >= DATE '${featuresFrom}' AND svcdate < DATE '${gapFrom}'`;
  return `
SELECT enrolid::INTEGER AS enrolid, date_diff('day', DATE '1970-01-01', svcdate)::INTEGER AS day, code FROM (
  SELECT enrolid, svcdate, 'dx:' || unnest(list_filter([dx1, dx2, dx3, dx4], x -> x IS NOT NULL)) AS code
  FROM marketscan.outpatient_services WHERE ${within}
  UNION ALL SELECT enrolid, svcdate, 'dx:' || unnest(list_filter([dx1, dx2, dx3, dx4], x -> x IS NOT NULL))
  FROM marketscan.inpatient_services WHERE ${within}
  UNION ALL SELECT enrolid, svcdate, 'proc:' || proc1 FROM marketscan.outpatient_services WHERE ${within}
  UNION ALL SELECT enrolid, svcdate, 'drug:' || gennme FROM marketscan.drug_claims JOIN marketscan.red_book USING (ndcnum) WHERE ${within}
  UNION ALL SELECT enrolid, svcdate, 'lab:' || loinccd || ':' || abnormal FROM marketscan.lab WHERE ${within})
SEMI JOIN ${cohort} USING (enrolid) ORDER BY enrolid, day, code`;
}
