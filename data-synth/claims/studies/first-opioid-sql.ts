import { diagnoses } from "../diagnosis-codes.js";
import { opioidDefinitions } from "../opioid-covariates.js";
import { drug } from "../red-book.js";

const codes = (numbers: readonly number[]): string =>
  [...new Set(numbers.flatMap((each) => [diagnoses[each]!.icd9, diagnoses[each]!.icd10]))]
    .map((text) => `'${text}'`)
    .join(", ");
const thercls = (drugClass: number): number => drugClass + 1;
const flag = (condition: string, name: string): string =>
  `coalesce(bool_or(${condition}), false)::INTEGER AS ${name}`;

const { diagnosed, drugs, plans } = opioidDefinitions;
const operations = "'47562', '49505', '29881', '64721'";

/**
 * The table of the opioid study computed from the claims: what each of its columns means, as SQL over the tables of schema `marketscan`
 * (DuckDB). The tests hold it equal to what the simulator keeps.
 */
export const firstOpioidSql: string = `
WITH opioid AS (
  SELECT d.enrolid, d.svcdate, d.daysupp FROM marketscan.drug_claims d JOIN marketscan.red_book USING (ndcnum)
  WHERE red_book.thercls = ${thercls(drug.opioid)}),
first AS (
  SELECT enrolid, min(svcdate) AS index_date, arg_min(daysupp, svcdate) AS days FROM opioid GROUP BY enrolid),
covered AS (
  SELECT f.enrolid, count(DISTINCT date_trunc('month', e.dtstart)) AS months, any_value(e.dobyr) AS dobyr, any_value(e.sex) AS sex,
    any_value(e.region) AS region, any_value(e.msa) AS msa, any_value(e.plantyp) AS plantyp
  FROM first f JOIN marketscan.enrollment_detail e ON e.enrolid = f.enrolid AND e.rx = '1'
    AND abs(date_diff('month', f.index_date, e.dtstart)) <= 12 GROUP BY f.enrolid),
visit AS (
  SELECT f.enrolid, arg_min(o.provid, o.seqnum) AS provid,
    CASE WHEN bool_or(o.proc1 IN (${operations})) THEN 'surgery' WHEN bool_or(o.proc1 = '41899') THEN 'dental'
      WHEN bool_or(o.dx1 IN ('81342', 'S52509A', '84500', 'S93409A')) THEN 'injury' ELSE 'pain' END AS reason
  FROM first f JOIN marketscan.outpatient_services o ON o.enrolid = f.enrolid AND o.svcdate = f.index_date GROUP BY f.enrolid),
history AS (
  SELECT f.enrolid,
    ${diagnosed.map(([name, numbers]) => flag(`list_has_any([o.dx1, o.dx2, o.dx3, o.dx4], [${codes(numbers)}])`, name)).join(",\n    ")},
    ${flag(`list_has_any([o.dx1, o.dx2, o.dx3, o.dx4], ['1991', 'C801'])`, "cancer")},
    count(DISTINCT o.svcdate) FILTER (o.stdplac = 11)::INTEGER AS office_days,
    count(DISTINCT o.svcdate) FILTER (o.stdplac = 23)::INTEGER AS emergency_days
  FROM first f LEFT JOIN marketscan.outpatient_services o ON o.enrolid = f.enrolid AND o.svcdate < f.index_date
    AND o.svcdate >= f.index_date - 365 GROUP BY f.enrolid),
drugs AS (
  SELECT f.enrolid, ${drugs.map(([name, drugClass]) => flag(`r.thercls = ${thercls(drugClass)}`, name)).join(", ")}, count(d.svcdate)::INTEGER AS fills
  FROM first f LEFT JOIN (marketscan.drug_claims d JOIN marketscan.red_book r USING (ndcnum)) ON d.enrolid = f.enrolid
    AND d.svcdate < f.index_date AND d.svcdate >= f.index_date - 365 GROUP BY f.enrolid),
stays AS (
  SELECT f.enrolid, count(a.admdate)::INTEGER AS admissions FROM first f LEFT JOIN marketscan.inpatient_admissions a
    ON a.enrolid = f.enrolid AND a.admdate < f.index_date AND a.admdate >= f.index_date - 365 GROUP BY f.enrolid),
later AS (
  SELECT f.enrolid, count(o.svcdate) AS opioids FROM first f LEFT JOIN opioid o ON o.enrolid = f.enrolid AND o.svcdate > f.index_date
    AND o.svcdate <= f.index_date + 365 GROUP BY f.enrolid),
addiction AS (
  SELECT DISTINCT f.enrolid FROM first f JOIN marketscan.outpatient_services o ON o.enrolid = f.enrolid AND o.svcdate > f.index_date
    AND o.svcdate <= f.index_date + 365 AND list_has_any([o.dx1, o.dx2, o.dx3, o.dx4], ['30400', 'F1120'])
  UNION
  SELECT DISTINCT f.enrolid FROM first f JOIN marketscan.drug_claims d ON d.enrolid = f.enrolid AND d.svcdate > f.index_date
    AND d.svcdate <= f.index_date + 365 JOIN marketscan.red_book r USING (ndcnum) WHERE r.thercls = ${thercls(drug.buprenorphine)})
SELECT f.enrolid, f.index_date::VARCHAR AS index_date, v.provid, (year(f.index_date) - c.dobyr)::INTEGER AS age, (c.sex = '2')::INTEGER AS female,
  (c.region = '1')::INTEGER AS northeast, (c.region = '2')::INTEGER AS north_central, (c.region = '4')::INTEGER AS west,
  (c.msa = 0)::INTEGER AS rural,
  ${plans.map(([name, types]) => `(c.plantyp IN (${types.join(", ")}))::INTEGER AS ${name}`).join(", ")},
  (year(f.index_date) = 2013)::INTEGER AS year_2013, (year(f.index_date) = 2014)::INTEGER AS year_2014,
  (v.reason = 'surgery')::INTEGER AS surgery, (v.reason = 'injury')::INTEGER AS injury, (v.reason = 'dental')::INTEGER AS dental,
  h.* EXCLUDE (enrolid, cancer, office_days, emergency_days), d.* EXCLUDE (enrolid, fills), h.office_days, h.emergency_days,
  s.admissions, d.fills, (f.days > 7)::INTEGER AS long_first,
  (l.opioids >= 10 OR a.enrolid IS NOT NULL)::INTEGER AS long_use
FROM first f JOIN covered c USING (enrolid) JOIN visit v USING (enrolid) JOIN history h USING (enrolid) JOIN drugs d USING (enrolid)
JOIN stays s USING (enrolid) JOIN later l USING (enrolid) LEFT JOIN addiction a USING (enrolid)
WHERE c.months = 25 AND year(f.index_date) - c.dobyr >= 18 AND NOT h.cancer::BOOLEAN
ORDER BY f.enrolid`;
