/** One of MarketScan's tables: its name, what it holds, and how it follows from the raw rows. */
export interface ClaimsTable {
  readonly name: string;
  readonly about: string;
  readonly sql: string;
  /** Whether it is written apart from the claims, since MarketScan has no such table. */
  readonly synthetic?: boolean;
}

const id = "(e.member + 1)::BIGINT * 100 + 1 AS enrolid";
const date = (day: string): string => `DATE '2011-01-01' + ${day}`;
const year = (day: string): string => `year(${date(day)})::SMALLINT`;
const cents = (name: string, as: string = name): string => `${name} / 100 AS ${as}`;
const nulls = (type: string, ...names: readonly string[]): string =>
  names.map((name) => `NULL::${type} AS ${name}`).join(", ");
const version = (day: string): string => `CASE WHEN ${day} < 1734 THEN '9' ELSE '0' END AS dxver`;
const seqnum = (kind: number): string =>
  `((e.member + 1)::BIGINT * 10 + ${kind}) * 100000 + e.line AS seqnum`;
const fachdid = (number: string): string => `(e.member + 1)::BIGINT * 10000 + ${number} AS fachdid`;
const caseid = (number: string): string => `(e.member + 1)::BIGINT * 1000 + ${number} AS caseid`;
const provid = "10001 + e.provider AS provid";
const person = (day: string): string =>
  `m.dobyr::SMALLINT AS dobyr, (${year(day)} - m.dobyr)::SMALLINT AS age, m.sex::VARCHAR AS sex, m.region::VARCHAR AS region,
  m.plan::SMALLINT AS plantyp, lpad(m.state::VARCHAR, 2, '0') AS egeoloc, m.area AS msa`;
const paid = `${cents("e.pay", "pay")}, (e.pay - e.copay - e.coins - e.deduct) / 100 AS netpay, ${cents("e.copay", "copay")},
  ${cents("e.coins", "coins")}, ${cents("e.deduct", "deduct")}, 0.0 AS cob`;
const members = "JOIN raw.member m ON m.member = e.member";
const service = `CASE WHEN e.facility = 1 THEN 1 ELSE q.provider END::SMALLINT AS stdprov, q.place::SMALLINT AS stdplac,
  CASE WHEN e.facility = 1 THEN 'F' ELSE 'P' END AS facprof, CASE WHEN e.facility = 1 THEN q.revenue END AS revcode`;

const detail = `SELECT ${id}, e.member + 1 AS efamid, e.dobyr::SMALLINT AS dobyr, (${year("e.day")} - e.dobyr)::SMALLINT AS age,
  (CASE WHEN ${year("e.day")} - e.dobyr < 18 THEN 1 WHEN ${year("e.day")} - e.dobyr < 35 THEN 2 WHEN ${year("e.day")} - e.dobyr < 45 THEN 3
    WHEN ${year("e.day")} - e.dobyr < 55 THEN 4 ELSE 5 END)::VARCHAR AS agegrp,
  e.sex::VARCHAR AS sex, ${date("e.day")} AS dtstart, ${date("e.until")} AS dtend, (e.until - e.day + 1)::SMALLINT AS memdays,
  m.plan::SMALLINT AS plantyp, 1::SMALLINT AS datatyp, e.rx::VARCHAR AS rx, m.mental::VARCHAR AS mhsacovg, m.region::VARCHAR AS region,
  lpad(m.state::VARCHAR, 2, '0') AS egeoloc, m.area AS msa, m.union::VARCHAR AS eeclass, '1' AS eestatu, m.relation::VARCHAR AS emprel,
  i.label AS indstry, '0' AS hlthplan, '1' AS phyflag, (e.member + 1)::BIGINT * 100 + e.month AS seqnum, 1::SMALLINT AS version,
  NULL::INTEGER AS wgtkey, ${year("e.day")} AS year, '0' AS medadv
FROM raw.month e ${members} JOIN raw.industry i ON i.code = m.industry`;

const each = (sql: (month: number) => string): string =>
  Array.from({ length: 12 }, (_, k) => sql(k + 1)).join(", ");
const summary = `SELECT enrolid, any_value(efamid) AS efamid, year, any_value(dobyr) AS dobyr, any_value(age) AS age, any_value(agegrp) AS agegrp,
  any_value(sex) AS sex, any_value(region) AS region, any_value(egeoloc) AS egeoloc, any_value(msa) AS msa, any_value(emprel) AS emprel,
  any_value(indstry) AS indstry, max(rx) AS rx, any_value(mhsacovg) AS mhsacovg,
  ${each((k) => `max((month(dtstart) = ${k})::INTEGER)::VARCHAR AS enrind${k}`)},
  ${each((k) => `coalesce(max(memdays) FILTER (month(dtstart) = ${k}), 0)::SMALLINT AS memday${k}`)},
  ${each((k) => `max(plantyp) FILTER (month(dtstart) = ${k}) AS plntyp${k}`)},
  ${each((k) => `max(datatyp) FILTER (month(dtstart) = ${k}) AS dattyp${k}`)},
  count(*)::SMALLINT AS enrmon, sum(memdays)::SMALLINT AS memdays
FROM marketscan.enrollment_detail GROUP BY enrolid, year ORDER BY enrolid, year`;

const admissions = `SELECT ${id}, ${caseid("e.stay")}, ${date("e.day")} AS admdate, ${date("e.until")} AS disdate,
  (e.until - e.day)::SMALLINT AS days, e.kind::VARCHAR AS admtyp, lpad(e.status::VARCHAR, 2, '0') AS dstatus, e.drg::SMALLINT AS drg,
  g.mdc AS mdc, e.dx1::VARCHAR AS pdx, e.dx1::VARCHAR AS dx1, e.dx2::VARCHAR AS dx2, e.dx3::VARCHAR AS dx3, e.dx4::VARCHAR AS dx4,
  ${nulls("VARCHAR", ...Array.from({ length: 11 }, (_, k) => `dx${k + 5}`))}, ${version("e.day")},
  q.code AS pproc, q.code AS proc1, ${nulls("VARCHAR", ...Array.from({ length: 14 }, (_, k) => `proc${k + 2}`))},
  (e.hospital + e.physician) / 100 AS totpay, (e.hospital + e.physician - e.copay - e.coins - e.deduct) / 100 AS totnet,
  ${cents("e.coins", "totcoins")}, ${cents("e.copay", "totcopay")}, ${cents("e.deduct", "totded")}, 0.0 AS totcob,
  ${cents("e.hospital", "hosppay")}, ${cents("e.hospital", "hospnet")}, ${cents("e.physician", "physpay")},
  ${cents("e.physician", "physnet")}, lpad(m.state::VARCHAR, 2, '0') AS state, ${person("e.day")}, ${year("e.day")} AS year
FROM raw.admission e ${members} JOIN raw.proc q ON q.number = e.proc LEFT JOIN raw.drg g ON g.drg = e.drg`;

const inpatient = `SELECT ${id}, ${caseid("e.stay")}, ${seqnum(2)}, ${date("e.day")} AS svcdate, ${date("e.day")} AS tsvcdat,
  ${date("e.day1")} AS admdate, ${date("e.day2")} AS disdate, e.dx1::VARCHAR AS pdx, e.dx1::VARCHAR AS dx1, e.dx2::VARCHAR AS dx2,
  e.dx3::VARCHAR AS dx3, e.dx4::VARCHAR AS dx4, NULL::VARCHAR AS dx5, ${version("e.day")}, q.code AS pproc, q.code AS proc1,
  NULL::VARCHAR AS procmod, '1' AS proctyp, CASE WHEN e.facility = 1 THEN 1 ELSE q.provider END::SMALLINT AS stdprov, 21::SMALLINT AS stdplac,
  CASE WHEN e.facility = 1 THEN 'F' ELSE 'P' END AS facprof, CASE WHEN e.facility = 1 THEN '0120' END AS revcode, e.drg::SMALLINT AS drg,
  NULL::VARCHAR AS svcscat, ${provid}, 1.0 AS qty, 1.0 AS units, ${paid}, 'Y' AS ntwkprov, 'Y' AS paidntwk, ${person("e.day")},
  ${year("e.day")} AS year
FROM raw.inpatient e ${members} JOIN raw.proc q ON q.number = e.proc`;

const outpatient = `SELECT ${id}, ${seqnum(4)}, ${date("e.day")} AS svcdate, ${date("e.day")} AS tsvcdat, e.dx1::VARCHAR AS dx1,
  e.dx2::VARCHAR AS dx2, e.dx3::VARCHAR AS dx3, e.dx4::VARCHAR AS dx4, NULL::VARCHAR AS dx5, ${version("e.day")}, q.code AS proc1,
  NULL::VARCHAR AS procmod, '1' AS proctyp, NULL::SMALLINT AS procgrp, ${service}, NULL::VARCHAR AS svcscat,
  CASE WHEN e.header IS NOT NULL THEN ${fachdid("e.header").replace(" AS fachdid", "")} END AS fachdid, ${provid}, 1.0 AS qty, 1.0 AS units, ${paid},
  'Y' AS ntwkprov, 'Y' AS paidntwk, ${person("e.day")}, ${year("e.day")} AS year
FROM raw.outpatient e ${members} JOIN raw.proc q ON q.number = e.proc`;

const header = `SELECT ${id}, ${fachdid("e.header")}, CASE WHEN e.stay IS NOT NULL THEN ${caseid("e.stay").replace(" AS caseid", "")} END AS caseid,
  CASE WHEN e.stay IS NULL THEN '131' ELSE '111' END AS billtyp, ${date("e.day")} AS svcdate, ${date("e.until")} AS tsvcdat,
  e.dx1::VARCHAR AS dx1, e.dx2::VARCHAR AS dx2, e.dx3::VARCHAR AS dx3, e.dx4::VARCHAR AS dx4,
  ${nulls("VARCHAR", "dx5", "dx6", "dx7", "dx8", "dx9")}, ${version("e.day")}, q.code AS proc1,
  ${nulls("VARCHAR", "proc2", "proc3", "proc4", "proc5", "proc6")}, '01' AS dstatus,
  CASE WHEN e.stay IS NULL THEN q.place ELSE 21 END::SMALLINT AS stdplac, (e.pay - e.copay - e.coins - e.deduct) / 100 AS netpay,
  ${cents("e.copay", "copay")}, ${cents("e.coins", "coins")}, ${cents("e.deduct", "deduct")}, ${year("e.day")} AS year
FROM raw.header e JOIN raw.proc q ON q.number = e.proc`;

const drugs = `SELECT ${id}, ${seqnum(6)}, ${date("e.day")} AS svcdate, ${date("e.day + 12")} AS pddate, r.ndcnum, r.generid, r.thercls, r.thergrp,
  r.genind, r.maintin, e.daysupp::SMALLINT AS daysupp, e.daysupp::DOUBLE AS qty, e.daysupp::DOUBLE AS metqty, e.refill::SMALLINT AS refill,
  round(1.2 * e.pay) / 100 AS awp, greatest(0, e.pay - 200) / 100 AS ingcost, least(e.pay, 200) / 100 AS dispfee, 0.0 AS saletax, ${paid},
  CASE WHEN e.mail = 1 THEN '2' ELSE '1' END AS rxmr, '0' AS dawind, NULL::INTEGER AS pharmid, r.deaclas, ${person("e.day")}, ${year("e.day")} AS year
FROM raw.drug e ${members} JOIN raw.product r ON r.number = e.product`;

const laboratory = `SELECT ${id}, ${seqnum(8)}, ${date("e.day")} AS svcdate, t.loinc AS loinccd, e.value / 100 AS result, NULL::VARCHAR AS resltcat,
  t.unit AS resunit, t.low AS reflow, t.high AS refhigh,
  CASE WHEN e.value / 100 < t.low THEN 'L' WHEN e.value / 100 > t.high THEN 'H' ELSE 'N' END AS abnormal, e.dx1::VARCHAR AS dx1, ${version("e.day")},
  q.code AS proc1, ${person("e.day")}, ${year("e.day")} AS year
FROM raw.lab e ${members} JOIN raw.proc q ON q.number = e.proc JOIN raw.test t ON t.number = e.test`;

/** The tables, those that others read first. */
export const claimsTables: readonly ClaimsTable[] = [
  { name: "enrollment_detail", about: "one row a member and month: coverage, plan, place", sql: detail },
  {
    name: "enrollment_summary",
    about: "one row a member and year, with a column for each month",
    sql: summary,
  },
  { name: "inpatient_admissions", about: "stays: DRG, diagnoses, payments", sql: admissions },
  { name: "inpatient_services", about: "lines of the stays", sql: inpatient },
  {
    name: "outpatient_services",
    about: "lines of visits, tests and operations, with up to four diagnoses",
    sql: outpatient,
  },
  { name: "facility_header", about: "headers of facility claims", sql: header },
  { name: "drug_claims", about: "prescriptions dispensed, by NDC", sql: drugs },
  {
    name: "lab",
    about: "laboratory values of members whose laboratory reports them, by LOINC",
    sql: laboratory,
  },
  {
    name: "red_book",
    about: "the drugs that are dispensed",
    sql: "SELECT * EXCLUDE (number) FROM raw.product ORDER BY number",
  },
  {
    name: "synthetic_group",
    about: "a made-up group, A or B: CCAE has no race",
    sql: `SELECT ${id}, CASE e.grp WHEN 0 THEN 'A' ELSE 'B' END AS synthetic_group FROM raw.member e`,
    synthetic: true,
  },
];
