import { aipw, differenceInMeans, gEstimate, ipw, standardize, tmle } from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import { type Estimate, oddsRatio, ratio } from "txlab/stats";
import { test } from "vitest";
import { describeWithData, published } from "./check.js";

const files = ["zepid_hiv.csv"];
const from = "tests/published/make-package-data.py writes it";
const splines = ["male", "age0", "age_rs1", "age_rs2", "cd40", "cd4_rs1", "cd4_rs2", "dvl0"];
const cubes = ["male", "age0", "age0^2", "age0^3", "cd40", "cd40^2", "cd40^3", "dvl0"];

type Path = (file: string) => string;
interface Asked {
  readonly outcome?: string;
  readonly confounders?: readonly string[];
  readonly missing?: "drop" | "censor";
}

async function hiv(path: Path, asked: Asked = {}): Promise<Study> {
  const { outcome = "dead", confounders = splines, missing = "drop" } = asked;
  const table = await readTable(path("zepid_hiv.csv"));
  return causalStudy(table, { treatment: "art", outcome, confounders, missing: { outcome: missing } });
}

/** Holds an error to that of a published interval: R's tmle divides by n − 1 and multiplies by 1.96. */
function error(name: string, found: Estimate, [low, high]: readonly [number, number], by: "R" | "SAS"): void {
  const { n, standardError } = found;
  const ours = by === "R" ? standardError * Math.sqrt(n / (n - 1)) : standardError;
  const times = by === "R" ? 1.96 : 1.959963985;
  published(`${name}, error`, ours, (high - low) / (2 * times), { relative: 1e-5 });
}

// Numbers of R's tmle, SAS and R's DTRreg that zEpid's tests keep, and those that its guide prints.
describeWithData("Antiretroviral therapy (zEpid's sample)", { files, numbers: 38, from }, (path) => {
  test("the guide's crude, g-formula and weighted differences of risks", async () => {
    const study = await hiv(path);
    published("crude", differenceInMeans(study).value, -0.045, { absolute: 5e-4 });
    published("g-formula", (await standardize(study)).value, -0.076, { absolute: 5e-4 });
    const weighted = await ipw(await hiv(path, { missing: "censor" }), { errors: "robust" });
    published("IPTW with weights for missing outcomes", weighted.value, -0.081, { absolute: 5e-4 });
    published("its low end", weighted.interval().low, -0.156, { absolute: 5e-4 });
    published("its high end", weighted.interval().high, -0.005, { absolute: 5e-4 });
  });

  // There the propensity is that of all rows, and the means those of the rows whose outcome was seen.
  test.each([
    ["ATE", -0.081519085, -0.156199938, -0.006838231],
    ["ATT", -0.090875986, -0.180169444, -0.001582527],
    ["ATC", -0.080048197, -0.153567335, -0.006529058],
  ] as const)("SAS's weighted difference of risks, %s", async (estimand, value, low, high) => {
    const study = await hiv(path, { missing: "censor" });
    const found = await ipw(study, { estimand, errors: "robust", censoring: { terms: ["art"] } });
    published(`${estimand}`, found.value, value, { relative: 3e-6 });
    error(estimand, found, [low, high], "SAS");
  });

  test("zEpid's AIPTW", async () => {
    const found = await aipw(await hiv(path));
    const { potentialOutcomes: at } = found;
    published("difference", found.value, -0.0848510605, { relative: 1e-8 });
    published("ratio", ratio(at.get("treated"), at.get("untreated")).value, 0.5319812235, { relative: 1e-8 });
  });

  test.each([
    ["complete", "drop", -0.08440622, 0.5344266, 0.4844782, -0.1541104, -0.01470202],
    ["missing outcomes", "censor", -0.08168098, 0.5495056, 0.4996546, -0.15163818, -0.01172378],
  ] as const)("R's tmle of risks, %s", async (name, missing, value, rr, or, low, high) => {
    const found = await tmle(await hiv(path, { missing }));
    const [one, zero] = ["treated", "untreated"].map((arm) => found.potentialOutcomes.get(arm));
    published(`${name}: difference`, found.value, value, { absolute: 5e-9 });
    error(`${name}: difference`, found, [low, high], "R");
    published(`${name}: ratio`, ratio(one!, zero!).value, rr, { absolute: 5e-8 });
    published(`${name}: odds ratio`, oddsRatio(one!, zero!).value, or, { absolute: 5e-8 });
  });

  test("R's tmle with bounded propensities", async () => {
    const found = await tmle(await hiv(path), { propensity: { clip: [0.1, 0.9] } });
    published("bounded", found.value, -0.08203143, { absolute: 5e-9 });
    error("bounded", found, [-0.1498092, -0.01425363], "R");
  });

  test.each([
    ["complete", "drop", 223.4022, 118.6037, 328.2008],
    ["missing outcomes", "censor", 211.8295, 107.7552, 315.9038],
  ] as const)("R's tmle of CD4 counts, %s", async (name, missing, value, low, high) => {
    const found = await tmle(await hiv(path, { outcome: "cd4_wk45", missing }));
    published(`${name}: CD4`, found.value, value, { absolute: 5e-4 });
    error(`${name}: CD4`, found, [low, high], "R");
  });

  test.each([
    [[], [251.4032]],
    [["male"], [289.4268, -47.8836]],
    [
      ["male", "cd40"],
      [436.0397, -81.0284, -0.4397],
    ],
    [
      ["male", "dvl0", "cd40", "age0"],
      [974.4983, -50.3237, -285.2829, -0.3569, -8.5426],
    ],
  ] as const)("R's DTRreg with effects that vary with %s", async (modifiers, expected) => {
    const study = await hiv(path, { outcome: "cd4_wk45", confounders: cubes });
    const { parameters } = await gEstimate(study, { modifiers });
    ["(everyone)", ...modifiers].forEach((name, j) => {
      published(`ψ of ${name}`, parameters.get(name).value, expected[j]!, { absolute: 5e-5 });
    });
  });
});
