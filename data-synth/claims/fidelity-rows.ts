import { fidelityRow, type FidelityRow as Row } from "../fidelity.js";
import type { Sums } from "./measures.js";

type FidelityRow = Row<Sums>;
const row = fidelityRow<Sums>;

const hcci = "HCCI, employer insurance below 65";
const cdc = "CDC";
const mlhc = "MarketScan 2015 (Diabetes 67 S1, 1648-P)";

const spend = (group: string) => (m: Sums) => m.ratio(`spend ${group}`, `years ${group}`);
const own = (year: number) => (m: Sums) => m.ratio(`own ${year}`, `years ${year}`);
const parts: readonly string[] = ["inpatient", "outpatient", "professional", "drugs"];
const part = (name: string) => (m: Sums) =>
  (100 * m.get(`${name} 2`)) / parts.reduce((sum, each) => sum + m.get(`${each} 2`), 0);
const adults = (group: string) => (m: Sums) => m.ratio(`adult spend ${group}`, `adult years ${group}`);

function correlation(m: Sums): number {
  const [n, x, y, xx, xy, yy] = [0, 1, 2, 3, 4, 5].map((k) => m.get(`pair ${k}`)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (n * xy - x * y) / Math.sqrt((n * xx - x * x) * (n * yy - y * y));
}

/** Rows that the generator aims at, with a tolerance each, then context. The coefficients were tuned to the targets. */
export const fidelityTargets: readonly FidelityRow[] = [
  row("payments a member-year, 2011", 4349, 220, "$", hcci, spend("0")),
  row("payments a member-year, 2013", 4864, 240, "$", hcci, spend("2")),
  row("payments a member-year, 2015", 5141, 260, "$", hcci, spend("4")),
  row("paid by the member, 2011", 735, 75, "$", hcci, own(0)),
  row("paid by the member, 2013", 800, 80, "$", hcci, own(2)),
  row("share of inpatient payments, 2013", 20, 3, "%", hcci, part("inpatient")),
  row("share of outpatient facilities, 2013", 28, 3, "%", hcci, part("outpatient")),
  row("share of professionals, 2013", 34, 3, "%", hcci, part("professional")),
  row("share of drugs, 2013", 17, 3, "%", hcci, part("drugs")),
  row("payments for women, 2013", 5403, 400, "$", hcci, spend("2 women")),
  row("payments for men, 2013", 4305, 350, "$", hcci, spend("2 men")),
  row("payments in the Northeast, 2013", 5037, 400, "$", hcci, spend("2 region 1")),
  row("payments in the West, 2013", 4542, 400, "$", hcci, spend("2 region 4")),
  row("payments with diabetes, adults", 15_000, 2250, "$", "HCCI brief 2009 to 2013", adults("diabetes")),
  row("diagnosed diabetes, 18 to 44", 4, 1, "%", "CDC 2015", (m) =>
    m.ratio("diabetes 18-44", "adults 18-44", 100),
  ),
  row("undiagnosed among those with diabetes", 23, 5, "%", cdc, (m) =>
    m.ratio("undiagnosed", "true diabetes", 100),
  ),
  row("new diabetes per 1,000 adult years", 10.7, 2, "", "Kaiser Northern California", (m) =>
    m.ratio("adults diagnosed", "adult months at risk", 12_000),
  ),
  row("overweight among diabetics", 89.8, 4, "%", cdc, (m) =>
    m.ratio("diabetics overweight", "diabetics", 100),
  ),
  row("hypertension among diabetics", 69, 5, "%", cdc, (m) =>
    m.ratio("diabetics hypertension", "diabetics", 100),
  ),
  row("HbA1c of 7% or more", 49.4, 6, "%", cdc, (m) => 100 - m.ratio("A1c below 7", "A1c", 100)),
  row("HbA1c of 7 to 8%", 24.9, 5, "%", cdc, (m) => m.ratio("A1c 7 to 8", "A1c", 100)),
  row("HbA1c of 8 to 9%", 11.4, 4, "%", cdc, (m) => m.ratio("A1c 8 to 9", "A1c", 100)),
  row("HbA1c above 9%", 13.2, 4, "%", cdc, (m) => m.ratio("A1c above 9", "A1c", 100)),
  row("diabetics with an HbA1c test in the year", 80.4, 5, "%", "Connecticut SIM 2015", (m) =>
    m.ratio("diabetics tested", "diabetics", 100),
  ),
  row("a drug within a year of the diagnosis", 46, 6, "%", mlhc, (m) =>
    m.ratio("started", "newly diagnosed", 100),
  ),
  row("metformin first", 76, 6, "%", mlhc, (m) => m.ratio("started metformin", "started", 100)),
  row("second drug among starters", 20, 6, "%", mlhc, (m) => m.ratio("second line", "started", 100)),
  row("operations with an opioid", 56, 4, "%", "Brat 2018", (m) =>
    m.ratio("operations with an opioid", "operations", 100),
  ),
  row(
    "correlation of HbA1c and glucose across members",
    0.9,
    0.05,
    "",
    "band 0.85 to 0.95 (ADAG)",
    correlation,
  ),
];

/** Numbers about other populations, or remembered rather than published: shown beside ours, not judged. */
export const fidelityContext: readonly FidelityRow[] = [
  row("diagnosed diabetes, 45 to 64", 17, undefined, "%", "from the literature", (m) =>
    m.ratio("diabetes 45-64", "adults 45-64", 100),
  ),
  row("new diabetes per 1,000 adult years, CDC", 5.9, undefined, "", "CDC 2019, all adults", (m) =>
    m.ratio("adults diagnosed", "adult months at risk", 12_000),
  ),
  row(
    "payments with diabetes over others",
    2.3,
    undefined,
    "",
    "ADA 2017, all ages",
    (m) => adults("diabetes")(m) / adults("others")(m),
  ),
  row("codes 272.4 over 401.1", 382 / 447, undefined, "", "lecture 4, laboratory subset", (m) =>
    m.ratio("code 2724", "code 4011"),
  ),
  row("codes 401.9 over 401.1", 372 / 447, undefined, "", "lecture 4, laboratory subset", (m) =>
    m.ratio("code 4019", "code 4011"),
  ),
  row("codes 250.00 over 401.1", 340 / 447, undefined, "", "lecture 4, laboratory subset", (m) =>
    m.ratio("code 25000", "code 4011"),
  ),
];
